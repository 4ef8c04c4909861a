/** Servers whose response head is fine, and whose body is not. */
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import {
	type HostileServer,
	type HostileTls,
	startHostile,
	trackConnections,
} from './hostile-server.ts';

/** Answers 200 and a body that never ends, as fast as the client reads. */
export function startEndlessBody(tls: HostileTls): Promise<HostileServer> {
	return startHttps(tls, (response) => {
		response.writeHead(200, { 'content-type': 'application/octet-stream' });
		send(response, Number.POSITIVE_INFINITY);
	});
}

/** Answers 200 with the head at once and a body of which never a byte comes. */
export function startStalledBody(tls: HostileTls): Promise<HostileServer> {
	return startHttps(tls, (response) => {
		response.writeHead(200, { 'content-length': '1000' });
		response.flushHeaders();
	});
}

/** Answers 200 with a body of 100 MB. */
export function startHugeBody(tls: HostileTls): Promise<HostileServer> {
	const octets = 100 * 1024 * 1024;
	return startHttps(tls, (response) => {
		response.writeHead(200, { 'content-length': String(octets) });
		send(response, octets);
	});
}

/** Answers 200, sends a part of the promised body and resets the connection. */
export function startResetInBody(tls: HostileTls): Promise<HostileServer> {
	return startHttps(tls, (response, tcp) => {
		response.writeHead(200, { 'content-length': '1000000' });
		response.write('the beginning', () => tcp?.resetAndDestroy());
	});
}

function startHttps(
	tls: HostileTls,
	answer: (response: ServerResponse, tcp: Socket | undefined) => void,
): Promise<HostileServer> {
	const server = createServer({ rejectUnauthorized: true, ...tls, requestCert: true });
	const tracked = trackConnections(server);
	server.on('request', ({ socket }, response) => {
		answer(response, tracked.connections.get(socket.remotePort ?? 0));
	});
	return startHostile(server, tracked);
}

function send(response: ServerResponse, octets: number): void {
	let left = octets;
	const body = new Readable({
		read() {
			const size = Math.min(left, chunk.length);
			left -= size;
			this.push(size === 0 ? null : chunk.subarray(0, size));
		},
	});
	// The client leaves in the middle: that is what these servers are for.
	pipeline(body, response, () => undefined);
}

const chunk = Buffer.alloc(65_536, 'x');
