/** What is asked on an open connection: in HTTP/1.1 or HTTP/2, written by undici or by ourselves. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { AskedRequest } from '../../fixtures/attempt.ts';
import type { HttpRequest } from './connection-request.ts';
import { exchange, type ExchangedRequest, type ExchangeEvents } from './exchange.ts';
import { exchangeH2, type H2Head } from './exchange-h2.ts';
import { writeRequest } from './request-head.ts';

/** Asks in the protocol that the socket agreed to. `confidential`: headers that this target may see. Never throws. */
export function ask(
	socket: Socket,
	http: HttpRequest,
	confidential: Readonly<Record<string, string>>,
	events: ExchangeEvents,
	signal: AbortSignal,
): Promise<void> {
	const { authority, method, path, readsBody, asked } = http;
	if (socket instanceof TLSSocket && socket.alpnProtocol === 'h2') {
		const [first, ...rest] = asked ?? [{}];
		const head = (it: AskedRequest): H2Head => h2Head(it, http, confidential);
		const heads: readonly [H2Head, ...H2Head[]] = [head(first), ...rest.map(head)];
		return exchangeH2(heads, socket, { readsBody }, events, signal);
	}
	const requests: readonly ExchangedRequest[] =
		asked === null
			? [{ kind: 'plain', method, path, headers: confidential }]
			: asked.map((it, index) => ({
					kind: 'written',
					...writeRequest(it, http, confidential, index === asked.length - 1),
				}));
	return exchange({ authority, requests, readsBody }, socket, events, signal);
}

/** RFC 9113 §8.3.1. */
function h2Head(
	asked: AskedRequest,
	run: HttpRequest,
	confidential: Readonly<Record<string, string>>,
): H2Head {
	const { method = run.method, target = run.path, hosts = [], lines = [] } = asked;
	return {
		method,
		scheme: 'https',
		authority: asked.authority ?? run.authority,
		path: target,
		fields: [
			...hosts.map((host) => ['host', host] as const),
			...Object.entries(confidential).map(
				([name, it]) => [name.toLowerCase(), it, '[redacted]'] as const,
			),
			...lines.map(fieldOf),
		],
	};
}

function fieldOf(line: string): readonly [name: string, value: string] {
	const colon = line.indexOf(':');
	return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
}
