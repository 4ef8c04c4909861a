/** HTTP/1.1 through undici on a socket that we opened ourselves. */
import type { Socket } from 'node:net';
import { type buildConnector, Client, type Dispatcher } from 'undici';
import { type RuntimeError, runtimeError } from '../error-code.ts';
import type { Answer } from '../apply-rule.ts';
import type { WrittenRequest } from './request-head.ts';

/** DESIGN: what rules may look at. */
const bodyLimit = 64 * 1024;

/** What is read of an answer, and not kept, so that another request can follow it. */
const passedOver = 4 * 1024 * 1024;

export interface ExchangeEvents {
	/** A request that we wrote ourselves goes out; as text that may be shown. */
	onWritten(shown: string): void;
	/** The answer to a request that is not the last one. */
	onEarlier(answer: Answer): void;
	/** The last response head is there; `soFar` gives the answer with as much of the body as has come. */
	onHead(soFar: () => Answer): void;
	/** The last answer. */
	onAnswer(answer: Answer): void;
	onFailure(failure: RuntimeError): void;
	/** The runtime does not send such a request: nothing left. */
	onUnsendable(failure: RuntimeError): void;
}

/** A request that undici writes, or one that was written already. */
export type ExchangedRequest =
	| {
			readonly kind: 'plain';
			readonly method: string;
			readonly path: string;
			readonly headers: Readonly<Record<string, string>>;
	  }
	| ({ readonly kind: 'written' } & WrittenRequest);

export interface Exchange {
	/** Host and port as a URL has them. */
	readonly authority: string;
	/** Sent one after the other, each when the answer to the one before has come. */
	readonly requests: readonly ExchangedRequest[];
	readonly readsBody: boolean;
}

/** Sends the requests on an open socket. Ends with `onAnswer` or `onFailure`; never throws. */
export async function exchange(
	{ authority, requests, readsBody }: Exchange,
	socket: Socket,
	events: ExchangeEvents,
	signal: AbortSignal,
): Promise<void> {
	const client = new Client(`https://${authority}`, {
		connect: singleShot(socket),
		headersTimeout: 0,
		bodyTimeout: 0,
		pipelining: 1,
	});
	try {
		for (const [index, request] of requests.entries()) {
			const isLast = index === requests.length - 1;
			const response = await client.request({ ...dispatched(request, socket, events), signal });
			const { body } = response;
			body.on('error', ignored);
			const read = new BodyStart();
			const answer = (): Answer => answerOf(response, read);
			if (isLast) events.onHead(answer);
			// The next request has to wait for the end of this answer.
			if (readsBody || !isLast) await read.from(body, isLast ? bodyLimit : passedOver);
			if (isLast) events.onAnswer(answer());
			else events.onEarlier(answer());
		}
	} catch (error) {
		events.onFailure(runtimeError(error));
	} finally {
		client.destroy().catch(ignored);
	}
}

function dispatched(
	request: ExchangedRequest,
	socket: Socket,
	events: ExchangeEvents,
): Dispatcher.RequestOptions {
	switch (request.kind) {
		case 'plain': {
			const { method, path, headers } = request;
			return { method, path, headers: { ...headers, connection: 'close' } };
		}
		case 'written':
			replaceNextWrite(socket, () => {
				events.onWritten(request.shown);
				return request.octets;
			});
			return { method: request.isHead ? 'HEAD' : 'GET', path: '/' };
	}
}

/** undici writes a request without content in one piece; ours goes out instead. */
function replaceNextWrite(socket: Socket, octets: () => Buffer): void {
	const write = socket.write.bind(socket);
	socket.write = () => {
		socket.write = write;
		return write(octets());
	};
}

function answerOf({ statusCode, headers }: Dispatcher.ResponseData, read: BodyStart): Answer {
	return {
		status: statusCode,
		headers: Object.fromEntries(
			Object.entries(headers).filter(
				(entry): entry is [string, string | string[]] => entry[1] !== undefined,
			),
		),
		body: read.text,
		bodyComplete: read.isComplete || isDeclared(headers['content-length'], read.length),
	};
}

/**
 * RFC 9112 §6.3: so many octets are the whole body. Once in some hundred connections that the peer
 * closes in the same turn undici (7.30) gives all of them and then no end.
 */
function isDeclared(contentLength: unknown, length: number): boolean {
	return typeof contentLength === 'string' && length > 0 && Number(contentLength) === length;
}

/** The head decides: a body that is cut off, too long or never ends is read as far as it goes. */
export class BodyStart {
	readonly #chunks: Uint8Array[] = [];
	#length = 0;
	isComplete = false;

	/** Octets that have come. */
	get length(): number {
		return this.#length;
	}

	get text(): string {
		return Buffer.concat(this.#chunks).subarray(0, bodyLimit).toString('utf8');
	}

	/** Reads no further than `most` octets. */
	async from(body: AsyncIterable<Uint8Array>, most = bodyLimit): Promise<void> {
		try {
			for await (const chunk of body) {
				if (this.#length <= bodyLimit) this.#chunks.push(chunk);
				this.#length += chunk.length;
				if (this.#length > most) return;
			}
			this.isComplete = this.#length <= bodyLimit;
		} catch {
			// It broke off: what has come of it is kept.
		}
	}
}

/**
 * undici dials again when a socket is dead as it gets it, for ever and past an abort (seen on 7.30):
 * the second call fails with an error that it does not take for a socket's.
 */
function singleShot(socket: Socket): buildConnector.connector {
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
function dropErrorsAfterClose(socket: Socket): void {
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
