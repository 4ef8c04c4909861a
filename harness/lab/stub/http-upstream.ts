/** Upstreams that speak HTTP: /1.1 and /2, with TLS and without. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
	createSecureServer,
	createServer as createH2c,
	type Http2ServerRequest,
	type Http2ServerResponse,
} from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { isIP, type Server } from 'node:net';
import type { LabAuthorities } from '../authorities.ts';
import { answeringAnyMethod } from './any-method.ts';
import { pageOf } from './page.ts';
import { toldFields } from './told-fields.ts';

/** HTTP/1.1 without TLS. */
export function httpServer(upstream: string): Server {
	return patient(answeringAnyMethod(upstream, createServer({ maxHeaderSize }, answerAs(upstream))));
}

/** HTTP/2 without TLS, from the first octet on (RFC 9113 §3.3); gRPC, too. */
export function h2cServer(upstream: string): Server {
	return createH2c({ settings }, answerAs(upstream));
}

/** HTTP/1.1 over TLS; with `h2`, HTTP/2 for whoever offers it in ALPN. */
export async function tlsServer(
	upstream: string,
	protocol: 'https' | 'h2',
	authorities: LabAuthorities,
): Promise<Server> {
	const names = namesOf(upstream);
	const pairs = [
		await authorities.server(names, 'ecdsa'),
		// Some proxies are told to speak with upstreams by RSA suites only.
		await authorities.server(names, 'rsa'),
	];
	const tls = { key: pairs.map(({ key }) => key), cert: pairs.map(({ cert }) => cert) };
	if (protocol === 'https') {
		const server = createHttps({ ...tls, maxHeaderSize }, answerAs(upstream));
		return patient(answeringAnyMethod(upstream, server));
	}
	return createSecureServer({ ...tls, settings, allowHTTP1: true }, answerAs(upstream));
}

/** Proxies keep connections for later, and are surprised when they are gone. */
function patient<S extends { keepAliveTimeout: number }>(server: S): S {
	server.keepAliveTimeout = 10 * 60_000;
	return server;
}

/** A certificate of a proxy, percent-encoded, has more room than in Node's 16 KiB. */
const maxHeaderSize = 128 * 1024;
const settings = { maxHeaderListSize: maxHeaderSize };

function answerAs(
	upstream: string,
): (
	request: IncomingMessage | Http2ServerRequest,
	response: ServerResponse | Http2ServerResponse,
) => void {
	return (request, response) => {
		const asked = {
			method: request.method ?? '',
			uri: request.url ?? '',
			host: hostField(request.headers),
		};
		const page = Buffer.from(pageOf(upstream, asked));
		request.on('error', () => {});
		response.on('error', () => {});
		for (const [name, value] of toldFields(asked, pairsOf(request.rawHeaders))) {
			response.setHeader(name, value);
		}
		if (isGrpc(request) && 'stream' in response) {
			// Streams of gRPC may stay open until they are answered.
			request.resume();
			answerGrpc(response, page);
			return;
		}
		// Who is still sending when the connection ends loses the answer.
		request.once('end', () => answerJson(response, page)).resume();
	};
}

/** HTTP/2 has the name in a field of its own (RFC 9113 §8.3.1). */
function hostField(headers: IncomingMessage['headers']): string {
	const { ':authority': authority = headers.host } = headers;
	return typeof authority === 'string' ? authority : '';
}

function answerJson(response: ServerResponse | Http2ServerResponse, page: Buffer): void {
	response.statusCode = 200;
	response.setHeader('content-type', 'application/json');
	response.setHeader('content-length', page.length);
	// Both kinds of response send no content to HEAD.
	response.end(page);
}

function isGrpc({ headers }: IncomingMessage | Http2ServerRequest): boolean {
	return /^application\/grpc\b/iu.test(headers['content-type'] ?? '');
}

/** One message that is not compressed, and the status behind it, as gRPC over HTTP/2 wants it. */
function answerGrpc(response: Http2ServerResponse, page: Buffer): void {
	const prefix = Buffer.alloc(5);
	prefix.writeUInt32BE(page.length, 1);
	response.statusCode = 200;
	response.setHeader('content-type', 'application/grpc');
	response.addTrailers({ 'grpc-status': '0' });
	response.end(Buffer.concat([prefix, page]));
}

/** Without what HTTP/2 has in front of the fields: it is told back in fields of its own. */
function* pairsOf(raw: readonly string[]): Iterable<readonly [string, string]> {
	for (let at = 0; at + 1 < raw.length; at += 2) {
		const name = (raw[at] ?? '').toLowerCase();
		if (name === ':authority') yield ['host', raw[at + 1] ?? ''];
		else if (!name.startsWith(':')) yield [name, raw[at + 1] ?? ''];
	}
}

/** Names of a certificate for this upstream. */
function namesOf(upstream: string): readonly string[] {
	const host = upstream.replace(/:\d+$/u, '').replaceAll(/^\[|\]$/gu, '');
	return isIP(host) !== 0 || /^[a-z\d_]([\w.-]{0,252})$/iu.test(host) ? [host] : [];
}
