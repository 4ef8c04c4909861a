/** Whether a port is open to more than this machine. */
import { networkInterfaces } from 'node:os';
import { isOpen } from '../start/is-open.ts';

/** Whether somebody listens on that port of one of the addresses: those of this machine, but loopback. */
export async function isOpenBeyondLoopback(
	port: number,
	addresses: readonly string[] = ownAddresses(),
): Promise<boolean> {
	const open = await Promise.all(addresses.map((host) => isOpen({ host, port })));
	return open.includes(true);
}

function ownAddresses(): readonly string[] {
	return Object.values(networkInterfaces())
		.flatMap((its) => its ?? [])
		.filter(({ internal, family }) => !internal && family === 'IPv4')
		.map(({ address }) => address);
}
