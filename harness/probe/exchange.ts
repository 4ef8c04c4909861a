/** One HTTP/1.1 request through undici on a socket that we opened ourselves. */
import type { TLSSocket } from 'node:tls';
import { type buildConnector, Client } from 'undici';
import { type RuntimeError, runtimeError } from '../error-code.ts';
import type { Answer } from '../apply-rule.ts';
import type { HttpRequest } from './connection-request.ts';

/** DESIGN: what rules may look at. */
const bodyLimit = 64 * 1024;

export interface ExchangeEvents {
	/** The response head is there; `soFar` gives the answer with as much of the body as has come. */
	onHead(soFar: () => Answer): void;
	onAnswer(answer: Answer): void;
	onFailure(failure: RuntimeError): void;
}

/** Sends the request on an open socket. Ends with `onAnswer` or `onFailure`; never throws. */
export async function exchange(
	request: Omit<HttpRequest, 'confidential'>,
	socket: TLSSocket,
	events: ExchangeEvents,
	signal: AbortSignal,
): Promise<void> {
	const client = new Client(`https://${request.authority}`, {
		connect: singleShot(socket),
		headersTimeout: 0,
		bodyTimeout: 0,
		pipelining: 1,
	});
	try {
		const { statusCode, headers, body } = await client.request({
			path: request.path,
			method: request.method,
			headers: { ...request.headers, connection: 'close' },
			signal,
		});
		body.on('error', ignored);
		const read = new BodyStart();
		const answer = (): Answer => ({
			status: statusCode,
			headers: Object.fromEntries(
				Object.entries(headers).filter(
					(entry): entry is [string, string | string[]] => entry[1] !== undefined,
				),
			),
			body: read.text,
			bodyComplete: read.isComplete,
		});
		events.onHead(answer);
		if (request.readsBody) await read.from(body);
		events.onAnswer(answer());
	} catch (error) {
		events.onFailure(runtimeError(error));
	} finally {
		client.destroy().catch(ignored);
	}
}

/** The head decides: a body that is cut off, too long or never ends is read as far as it goes. */
class BodyStart {
	readonly #chunks: Uint8Array[] = [];
	#length = 0;
	isComplete = false;

	get text(): string {
		return Buffer.concat(this.#chunks).subarray(0, bodyLimit).toString('utf8');
	}

	async from(body: AsyncIterable<Uint8Array>): Promise<void> {
		try {
			for await (const chunk of body) {
				this.#chunks.push(chunk);
				this.#length += chunk.length;
				if (this.#length > bodyLimit) return;
			}
			this.isComplete = true;
		} catch {
			// It broke off: what has come of it is kept.
		}
	}
}

/**
 * undici dials again when a socket is dead as it gets it, for ever and past an abort (seen on 7.30):
 * the second call fails with an error that it does not take for a socket's.
 */
function singleShot(socket: TLSSocket): buildConnector.connector {
	let isUsed = false;
	return (_, callback) => {
		if (isUsed) {
			callback(new Error('a probe dials once'), null);
			return;
		}
		isUsed = true;
		dropErrorsAfterClose(socket);
		// Called back at once, undici would not look at its queue again. This is still the same tick.
		queueMicrotask(() => callback(null, socket));
	};
}

/**
 * Over a Duplex a TLS socket that was reset may emit `close` before `error`, and undici (7.30) throws
 * where an error comes so late. Whoever listened before undici still hears of it.
 */
function dropErrorsAfterClose(socket: TLSSocket): void {
	const before = new Set(socket.listeners('error'));
	socket.once('close', () => {
		for (const listener of socket.listeners('error')) {
			// Listeners of events are functions of any kind (node:events).
			if (!before.has(listener)) socket.off('error', listener as () => void);
		}
		socket.on('error', ignored);
	});
}

function ignored(): void {}
