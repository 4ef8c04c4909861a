/** Whether a port is open to more than this machine. */
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Whether somebody listens on that port of one of the addresses: those of this machine, but loopback. */
export async function isOpenBeyondLoopback(
	port: number,
	addresses: readonly string[] = ownAddresses(),
): Promise<boolean> {
	const open = await Promise.all(addresses.map((host) => isOpen(host, port)));
	return open.includes(true);
}

function ownAddresses(): readonly string[] {
	return Object.values(networkInterfaces())
		.flatMap((its) => its ?? [])
		.filter(({ internal, family }) => !internal && family === 'IPv4')
		.map(({ address }) => address);
}

/** Whether somebody takes a connection there within half a second. */
export function isOpen(host: string, port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, host);
		const end = (open: boolean) => (): void => {
			socket.destroy();
			resolve(open);
		};
		socket.setTimeout(500, end(false));
		socket.once('connect', end(true)).once('error', end(false));
	});
}
