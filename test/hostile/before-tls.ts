/** Servers that never get as far as a TLS handshake. */
import { createServer, type Socket } from 'node:net';
import {
	closeServer,
	type HostileServer,
	listenOnLoopback,
	startHostile,
	trackConnections,
} from './hostile-server.ts';

/** Nobody listens: TCP answers with a reset. */
export async function startClosedPort(): Promise<HostileServer> {
	const server = createServer();
	const tracked = trackConnections(server);
	const port = await listenOnLoopback(server);
	await closeServer(server, tracked);
	return { url: `https://localhost:${port}/`, port, close: async () => undefined };
}

/** Accepts TCP, reads nothing and says nothing. */
export function startBlackHole(): Promise<HostileServer> {
	return startHostile(createServer({ pauseOnConnect: true }, () => undefined));
}

/** Reads everything, and says nothing. */
export function startMute(): Promise<HostileServer> {
	return startTcp((socket) => socket.resume());
}

/** Answers the ClientHello with bytes of no protocol. */
export function startGarbage(): Promise<HostileServer> {
	return startTcp((socket) => {
		socket.once('data', () => socket.end(Buffer.from('ff00c3a9dead'.repeat(40), 'hex')));
	});
}

/** Speaks HTTP without TLS, and answers a ClientHello as web servers do. */
export function startPlainHttp(): Promise<HostileServer> {
	return startTcp((socket) => {
		const answer = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
		socket.once('data', () => socket.end(answer));
	});
}

/** Answers the ClientHello with a fatal alert: 40 is what a server without common cipher sends. */
export function startAlertAtOnce(alert = 40): Promise<HostileServer> {
	return startTcp((socket) => {
		// RFC 9846 §5.1 and §6: a record of type alert, legacy version 3.3, level fatal.
		socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, alert])));
	});
}

/** Closes as soon as it has accepted. */
export function startEofAtOnce(): Promise<HostileServer> {
	return startTcp((socket) => {
		socket.resume();
		socket.end();
	});
}

/** Resets the connection when the ClientHello comes. */
export function startResetAtOnce(): Promise<HostileServer> {
	return startTcp((socket) => {
		socket.once('data', () => socket.resetAndDestroy());
	});
}

function startTcp(onConnection: (socket: Socket) => void): Promise<HostileServer> {
	return startHostile(createServer(onConnection));
}
