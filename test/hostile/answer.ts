/** Servers whose answers are complete, but say neither yes nor no. */
import { createServer } from 'node:https';
import { createSecureServer } from 'node:http2';
import type { RequestListener } from 'node:http';
import { type HostileServer, type HostileTls, startHostile } from './hostile-server.ts';

/** Redirects everything to a place where following it would show: a closed port. */
export function startRedirect(tls: HostileTls): Promise<HostileServer> {
	return startHttps(tls, (_, response) => {
		response.writeHead(302, { location: 'https://localhost:1/elsewhere' }).end();
	});
}

/** Answers the first requests with 503 (or 429) and `Retry-After`, then 200. */
export function startBusy(
	tls: HostileTls,
	{ requests, status = 503, retryAfter = 1 }: BusyOptions,
): Promise<HostileServer> {
	let left = requests;
	return startHttps(tls, (_, response) => {
		left -= 1;
		if (left >= 0) response.writeHead(status, { 'retry-after': String(retryAfter) }).end('busy');
		else response.end('hello\n');
	});
}

export interface BusyOptions {
	/** How many requests it answers so. */
	readonly requests: number;
	readonly status?: 429 | 503;
	/** Seconds. */
	readonly retryAfter?: number;
}

/** Speaks HTTP/2 only. Who does not offer it by ALPN gets what Node answers: 403 in HTTP/1.0. */
export function startH2Only(tls: HostileTls): Promise<HostileServer> {
	const options = { rejectUnauthorized: true, ...tls, requestCert: true, allowHTTP1: false };
	const server = createSecureServer(options, (_, response) => {
		response.end('hello\n');
	});
	server.on('sessionError', () => undefined);
	return startHostile(server);
}

function startHttps(tls: HostileTls, listener: RequestListener): Promise<HostileServer> {
	const options = { rejectUnauthorized: true, ...tls, requestCert: true };
	return startHostile(createServer(options, listener));
}
