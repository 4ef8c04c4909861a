/** A server on a free port of loopback that can be closed at once. */
import type { AddressInfo, Server, Socket } from 'node:net';
import type { HostPort } from '../../options.ts';

/** Something that listens, until it is closed. */
export interface Listener {
	readonly address: HostPort;
	/** Stops listening and ends every connection. */
	close(): Promise<void>;
}

/** @throws whatever the system says where there is no port. */
export async function listenOnLoopback(server: Server): Promise<Listener> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
		// Peers end as they like; whoever asked notices on its side.
		socket.on('error', () => socket.destroy());
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', resolve);
	});
	// A listening TCP server has an address that is no string (node:net).
	const { port } = server.address() as AddressInfo;
	return {
		address: { host: '127.0.0.1', port },
		async close() {
			const closed = new Promise<void>((resolve) => {
				server.close(() => resolve());
			});
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}
