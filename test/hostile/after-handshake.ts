/** Servers that shake hands and then never finish a response head. */
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import {
	type HostileServer,
	type HostileTls,
	startHostile,
	trackConnections,
} from './hostile-server.ts';

/** Shakes hands, reads the request, and is silent. */
export function startSilentAfterHandshake(tls: HostileTls): Promise<HostileServer> {
	return startTls(tls, (socket) => socket.resume());
}

/** Shakes hands and closes when the request comes. */
export function startEofAfterHandshake(tls: HostileTls): Promise<HostileServer> {
	return startTls(tls, (socket) => socket.once('data', () => socket.end()));
}

/** Answers with half a response head, and then nothing. */
export function startHalfHeader(tls: HostileTls): Promise<HostileServer> {
	return startTls(tls, (socket) => socket.once('data', () => socket.write(halfHead)));
}

/** Answers with a response head that goes on for ever, a line at a time. */
export function startEndlessHeader(tls: HostileTls): Promise<HostileServer> {
	return startTls(tls, (socket) => {
		socket.once('data', () => {
			socket.write('HTTP/1.1 200 OK\r\n');
			const drip = setInterval(() => socket.write('x-more: to come\r\n'), 20);
			socket.once('close', () => clearInterval(drip));
		});
	});
}

/** Answers with half a response head and resets the connection. */
export function startResetInHeader(tls: HostileTls): Promise<HostileServer> {
	return startTls(tls, (socket, tcp) => {
		socket.once('data', () => socket.write(halfHead, () => tcp?.resetAndDestroy()));
	});
}

/** Shakes hands and then speaks something that is not HTTP. */
export function startNotHttp(tls: HostileTls): Promise<HostileServer> {
	return startTls(tls, (socket) => socket.end('220 mail.test ESMTP ready\r\n'));
}

/** Sends the settings frame of HTTP/2 (RFC 9113 §3.4) to whoever comes, without asking ALPN. */
export function startH2WithoutAlpn(tls: HostileTls): Promise<HostileServer> {
	const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
	return startTls(tls, (socket) => {
		socket.resume();
		socket.write(settings);
	});
}

function startTls(
	tls: HostileTls,
	onSecure: (socket: TLSSocket, tcp: Socket | undefined) => void,
): Promise<HostileServer> {
	const server = createServer({ rejectUnauthorized: true, ...tls, requestCert: true });
	const tracked = trackConnections(server);
	server.on('secureConnection', (socket) => {
		socket.on('error', () => undefined);
		onSecure(socket, tracked.connections.get(socket.remotePort ?? 0));
	});
	return startHostile(server, tracked);
}

const halfHead = 'HTTP/1.1 200 OK\r\ncontent-type: text/pl';
