/** HTTP/2 through node:http2 on a socket that we opened ourselves. */
import {
	type ClientHttp2Session,
	type ClientHttp2Stream,
	connect,
	type IncomingHttpHeaders,
	type IncomingHttpStatusHeader,
	type SecureClientSessionOptions,
} from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { Answer } from '../apply-rule.ts';
import { type RuntimeError, runtimeError } from '../error-code.ts';
import { BodyStart, type ExchangeEvents } from './exchange.ts';
import { asWritten, type H2Head, h2HeadText, outgoing, unsendable } from './h2-head.ts';
import { SessionDuplex } from './session-duplex.ts';

export type { H2Head } from './h2-head.ts';

/** What the target may make us hold. */
const limits = {
	settings: { enablePush: false, maxHeaderListSize: 32 * 1024 },
	maxHeaderListPairs: 1000,
	// Megabytes; there is no smaller number.
	maxSessionMemory: 1,
} satisfies SecureClientSessionOptions;

/**
 * Asks on an open socket, one request after the other on one connection. Ends with `onAnswer` or
 * `onFailure`; never throws, and leaves the socket open. Where one of the heads cannot be sent as it
 * stands (`unsendable`), nothing is sent.
 */
export async function exchangeH2(
	heads: readonly [H2Head, ...H2Head[]],
	socket: TLSSocket,
	{ readsBody }: { readonly readsBody: boolean },
	events: ExchangeEvents,
	signal: AbortSignal,
): Promise<void> {
	const refused = unsendable(heads);
	if (refused !== null) {
		events.onUnsendable(refused);
		return;
	}
	const connection = new Connection(socket);
	const onAbort = (): void => connection.end();
	signal.addEventListener('abort', onAbort, { once: true });
	if (signal.aborted) onAbort();
	try {
		for (const [index, head] of heads.entries()) {
			const isLast = index === heads.length - 1;
			const begun = (): void => events.onWritten(h2HeadText(head));
			const { stream, headers, isWhole } = await connection.ask(head, begun);
			const read = new BodyStart();
			const answer = (): Answer => answerOf(headers, read.text, isWhole());
			if (isLast) events.onHead(answer);
			// The next request has to wait for the end of this answer.
			if (readsBody || !isLast) await read.from(stream);
			if (isLast) {
				events.onAnswer(answer());
			} else {
				events.onEarlier(answer());
				stream.destroy();
			}
		}
	} catch (error) {
		events.onFailure(connection.failure ?? runtimeError(error));
	} finally {
		signal.removeEventListener('abort', onAbort);
		connection.end();
	}
}

interface Response {
	readonly stream: ClientHttp2Stream;
	readonly headers: IncomingHttpHeaders & IncomingHttpStatusHeader;
	/** Whether its body has come to its own end. */
	readonly isWhole: () => boolean;
}

class Connection {
	readonly #duplex: SessionDuplex;
	readonly #session: ClientHttp2Session;
	#sessionFailure: RuntimeError | null = null;

	constructor(socket: TLSSocket) {
		this.#duplex = new SessionDuplex(socket);
		this.#session = connect('https://target.invalid', {
			createConnection: () => this.#duplex,
			...asWritten,
			...limits,
		});
		this.#session.on('error', (error) => {
			this.#sessionFailure ??= runtimeError(error);
		});
	}

	/** What the connection failed with: a stream's own error may only follow from it. */
	get failure(): RuntimeError | null {
		return this.#duplex.failure ?? this.#sessionFailure;
	}

	/** Rejects where no answer comes; `onBegun` is not called where the connection is gone before. */
	ask(head: H2Head, onBegun: () => void): Promise<Response> {
		return new Promise((resolve, reject) => {
			const stream = this.#session.request(outgoing(head), { endStream: true });
			// Node 20 and 22 throw where the session has ended; 24 and 26 fail the stream later.
			if (!this.#session.closed && !this.#session.destroyed) onBegun();
			stream.on('error', reject);
			// A body without content may end in the turn of its head.
			const isWhole = watchEnd(stream);
			stream.once('response', (headers) => resolve({ stream, headers, isWhole }));
			stream.once('close', () => {
				reject(new Error(`the stream was closed without an answer (code ${stream.rstCode})`));
			});
		});
	}

	/** The socket stays as it is. */
	end(): void {
		this.#duplex.destroy();
		this.#session.destroy();
	}
}

function answerOf(
	{ ':status': status = 0, ...headers }: Response['headers'],
	body: string,
	bodyComplete: boolean,
): Answer {
	return {
		status,
		headers: Object.fromEntries(
			Object.entries(headers).filter(
				(entry): entry is [string, string | string[]] => entry[1] !== undefined,
			),
		),
		body,
		bodyComplete,
	};
}

/**
 * Whether a body came to its own end. Iterating does not tell: Node 24 throws after a whole body, and
 * 20 to 24 throw nothing after one that the end of the connection cuts off.
 */
function watchEnd(stream: ClientHttp2Stream): () => boolean {
	let isWhole = false;
	stream.once('end', () => {
		isWhole = stream.rstCode === 0;
	});
	return () => isWhole;
}
