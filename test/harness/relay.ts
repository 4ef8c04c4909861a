import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { type HostileServer, startHostile, trackConnections } from '../hostile/hostile-server.ts';

export interface RelayEars {
	/** Sees what clients send. */
	readonly sent?: (bytes: Buffer) => void;
	/** Sees what the target answers, and may change it in place. */
	readonly answered?: (bytes: Buffer) => void;
}

/** Passes every TCP connection on to another port of loopback, and listens in. */
export function startRelay(port: number, ears: RelayEars): Promise<HostileServer> {
	const server = createServer((client) => {
		const target = connectTcp({ host: '127.0.0.1', port });
		passOn(client, target, ears.sent);
		passOn(target, client, ears.answered);
	});
	return startHostile(server, trackConnections(server));
}

function passOn(from: Socket, to: Socket, ear: (bytes: Buffer) => void = () => undefined): void {
	from.on('error', () => undefined);
	from.on('data', (bytes: Buffer) => {
		ear(bytes);
		to.write(bytes);
	});
	from.on('end', () => to.end());
	from.on('close', () => to.destroy());
}
