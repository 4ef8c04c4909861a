import type { RequestListener } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import { type Endpoint, listen } from '../../fixtures/endpoints/endpoint.ts';
import { serverTls } from './lab.ts';

export interface OwnServer extends Endpoint {
	readonly server: Server;
}

/** A Node server in this process: sound, except for what the options say. */
export async function startOwn(
	options: ServerOptions = {},
	listener: RequestListener = hello,
): Promise<OwnServer> {
	const sound = { ...serverTls, requestCert: true, rejectUnauthorized: true };
	const server = createServer({ ...sound, ...options }, listener);
	return { ...(await listen(server)), server };
}

/** What a test does with a server that is closed after it, come what may. */
export async function withServer<S extends { close(): Promise<void> }, T>(
	starting: Promise<S>,
	use: (server: S) => Promise<T>,
): Promise<T> {
	const server = await starting;
	try {
		return await use(server);
	} finally {
		await server.close();
	}
}

const hello: RequestListener = (_, response) => {
	response.end('hello\n');
};
