/** What all misbehaving servers have in common: a free port of loopback, and an end. */
import type { AddressInfo, Server, Socket } from 'node:net';
import type { EndpointTls } from '../../fixtures/endpoints/endpoint.ts';

export interface HostileServer {
	readonly url: string;
	readonly port: number;
	/** Stops listening and ends every connection; safe to call again. */
	close(): Promise<void>;
}

/** The TLS side of a server that shakes hands before it misbehaves. */
export interface HostileTls extends EndpointTls {
	/** Whether it refuses bad client certificates in the handshake, as a sound server does. */
	readonly rejectUnauthorized?: boolean;
}

export interface Tracked {
	/** The open TCP connections by the port of the client. */
	readonly connections: ReadonlyMap<number, Socket>;
	/** Everything accepted so far. */
	readonly accepted: () => number;
}

/** Watches the TCP connections of a server; for a TLS server those below TLS. */
export function trackConnections(server: Server): Tracked {
	const connections = new Map<number, Socket>();
	let accepted = 0;
	server.on('connection', (socket: Socket) => {
		accepted += 1;
		const port = socket.remotePort ?? 0;
		connections.set(port, socket);
		socket.once('close', () => connections.delete(port));
		// Clients of hostile servers go away at any moment; without a listener that ends the process.
		socket.on('error', () => undefined);
	});
	return { connections, accepted: () => accepted };
}

/** Lets the server listen: on a free port, or on one it had before. */
export async function listenOnLoopback(server: Server, port = 0): Promise<number> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	// A listening TCP server has an address that is no string (node:net).
	return (server.address() as AddressInfo).port;
}

/** Starts a server that is done when it was told what to do with a connection. */
export async function startHostile(
	server: Server,
	tracked = trackConnections(server),
): Promise<HostileServer> {
	const port = await listenOnLoopback(server);
	return { url: `https://localhost:${port}/`, port, close: () => closeServer(server, tracked) };
}

export function closeServer(server: Server, { connections }: Tracked): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		for (const socket of connections.values()) socket.destroy();
	});
}
