/** What the tests ask servers in front of the stub, and stubs themselves. */
import {
	request as httpRequest,
	type IncomingHttpHeaders,
	type OutgoingHttpHeaders,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Page } from '../../../../harness/lab/stub/page.ts';

export interface Question {
	readonly port: number;
	readonly path: string;
	readonly method?: string;
	readonly headers?: OutgoingHttpHeaders;
	readonly body?: string | Buffer;
	/** PEM; without it HTTP goes without TLS. */
	readonly tls?: { readonly ca: string; readonly cert?: string; readonly key?: string };
}

export interface StubAnswer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

/** One request on a connection of its own. */
export function ask({
	port,
	path,
	method = 'GET',
	headers,
	body,
	tls,
}: Question): Promise<StubAnswer> {
	const named = { host: 'localhost', ...headers };
	const options = { host: '127.0.0.1', port, path, method, agent: false, headers: named } as const;
	return new Promise((resolve, reject) => {
		const outgoing =
			tls === undefined
				? httpRequest(options)
				: httpsRequest({ ...options, ...tls, servername: 'localhost' });
		outgoing.once('error', reject);
		outgoing.once('response', (response) => {
			let text = '';
			response.setEncoding('utf8');
			response.on('data', (chunk: string) => {
				text += chunk;
			});
			response.once('error', reject);
			response.once('end', () => {
				resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
			});
		});
		outgoing.end(body);
	});
}

/** The page of an answer. */
export function pageIn({ body }: StubAnswer): Page {
	return JSON.parse(body) as Page;
}
