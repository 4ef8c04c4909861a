import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Answer } from '../apply-rule.ts';
import { type RuntimeError, runtimeError } from '../error-code.ts';
import type { WireEvent } from '../observation.ts';
import { ask } from './ask.ts';
import type { ConnectionRecord, ConnectionRequest, HttpRequest } from './connection-request.ts';
import type { ExchangeEvents } from './exchange.ts';
import { forgetErrors } from './forget-errors.ts';
import { Tap } from './tap.ts';
import { authorizationCode, shownSha256, tlsOptions } from './tls-options.ts';

/** Makes one connection and resolves, never rejects, with everything that it showed. */
export function openConnection(
	request: ConnectionRequest,
	signal: AbortSignal,
): Promise<ConnectionRecord> {
	return new Promise((resolve) => {
		new OpenConnection(request, signal, resolve).start();
	});
}

class OpenConnection {
	readonly #request: ConnectionRequest;
	readonly #signal: AbortSignal;
	readonly #resolve: (record: ConnectionRecord) => void;
	readonly #startedAt = performance.now();
	readonly #events: WireEvent[] = [];
	readonly #keylog: string[] = [];
	readonly #sessions: Buffer[] = [];
	readonly #http = new AbortController();
	#timer: NodeJS.Timeout | undefined;
	#settleTimer: NodeJS.Timeout | undefined;
	#tcp: Socket | null = null;
	#tap: Tap | null = null;
	/** TLS, or TCP where there is none. */
	#socket: TLSSocket | Socket | null = null;
	#roundTripMs = 0;
	#localPort: number | null = null;
	#handshakeCompleted = false;
	#isReady = false;
	#isDone = false;
	#timedOut = false;
	#aborted = false;
	#peerClosed = false;
	#answerStart: Buffer = Buffer.alloc(0);
	#serverSha256: string | null = null;
	#alpn: string | null = null;
	#authorizationError: string | null = null;
	#error: RuntimeError | null = null;
	#localError: RuntimeError | null = null;
	#httpError: RuntimeError | null = null;
	/** The answer as far as it has come, once its head is there. */
	#answerSoFar: () => Answer | null = () => null;
	#answer: Answer | null = null;
	readonly #earlier: Answer[] = [];
	readonly #heads: string[] = [];
	#withheld = false;

	constructor(
		request: ConnectionRequest,
		signal: AbortSignal,
		resolve: (record: ConnectionRecord) => void,
	) {
		this.#request = request;
		this.#signal = signal;
		this.#resolve = resolve;
	}

	start(): void {
		if (this.#signal.aborted) {
			this.#aborted = true;
			this.#finish();
			return;
		}
		this.#signal.addEventListener('abort', this.#onAbort, { once: true });
		this.#timer = setTimeout(() => {
			// A head without the end of its body is an answer.
			this.#answer = this.#answerSoFar();
			this.#timedOut = this.#answer === null;
			this.#finish();
		}, this.#request.timeoutMs);
		this.#dial();
	}

	readonly #onAbort = (): void => {
		this.#aborted = true;
		this.#finish();
	};

	#dial(): void {
		const tcp = connectTcp({ ...this.#request.address, noDelay: true });
		this.#tcp = tcp;
		tcp.once('error', (error) => {
			this.#error ??= runtimeError(error);
			this.#note('tcp error', runtimeError(error).code ?? error.message);
			if (this.#localPort === null) this.#fail();
		});
		tcp.once('connect', () => {
			this.#localPort = tcp.localPort ?? 0;
			this.#roundTripMs = performance.now() - this.#startedAt;
			this.#note('tcp connected');
			if (this.#request.plaintext) this.#speakPlainly(tcp);
			else this.#handshake(tcp);
		});
	}

	#speakPlainly(tcp: Socket): void {
		tcp.on('error', () => {});
		this.#watchAnswer(tcp);
		this.#socket = tcp;
		this.#ready();
	}

	#handshake(tcp: Socket): void {
		const tap = new Tap(tcp, this.#request.eager);
		this.#tap = tap;
		tap.on('error', () => {});
		let socket: TLSSocket;
		try {
			socket = connectTls({ ...tlsOptions(this.#request), socket: tap });
		} catch (error) {
			this.#localError = runtimeError(error);
			this.#note('cannot present the credential', this.#localError.code ?? '');
			this.#fail();
			return;
		}
		this.#socket = socket;
		this.#watchAnswer(socket);
		socket.on('keylog', (line: Buffer) => {
			this.#keylog.push(line.toString('latin1'));
			forgetErrors(line.toString('latin1'));
		});
		socket.on('session', (session: Buffer) => this.#onSession(session));
		socket.prependListener('error', (error: Error) => {
			// The first error is the peer's word; what follows (EPIPE …) comes of it. Undici ends so itself.
			const seen = runtimeError(error);
			this.#error ??= seen;
			if (seen.code !== 'UND_ERR_INFO') this.#note('tls error', seen.code ?? error.message);
			setImmediate(() => this.#fail());
		});
		socket.once('secureConnect', () => this.#onSecureConnect(socket));
		tap.onPeerEnd = () => {
			this.#note(tap.tcpEnd === 'end' ? 'peer closed' : 'peer reset');
			// What came before the end is still on its way through TLS.
			setImmediate(() => setImmediate(() => this.#fail()));
		};
	}

	#onSecureConnect(socket: TLSSocket): void {
		this.#handshakeCompleted = true;
		this.#alpn = socket.alpnProtocol || null;
		this.#authorizationError = authorizationCode(socket);
		if (this.#request.http?.confidential) this.#serverSha256 = shownSha256(socket);
		this.#note('handshake completed');
		if (this.#request.eager || this.#request.tls === 'TLSv1.2') {
			this.#ready();
			return;
		}
		// RFC 9846 §4.4.2: the server judges our certificate after this. Its ticket or its alert says
		// that it has; 50 ms and four round trips are enough for a server that sends neither.
		const settleMs = this.#request.waitMs ?? 50 + 4 * this.#roundTripMs;
		this.#settleTimer = setTimeout(() => this.#ready(), settleMs);
	}

	#onSession(session: Buffer): void {
		this.#sessions.push(session);
		this.#note('session');
		// Writing inside this event breaks the record stream (Node 20 to 26).
		if (this.#handshakeCompleted) setImmediate(() => this.#ready());
	}

	#ready(): void {
		if (this.#isReady || this.#isDone || this.#socket === null) return;
		if (this.#socket.destroyed) {
			this.#fail();
			return;
		}
		this.#isReady = true;
		clearTimeout(this.#settleTimer);
		const { http } = this.#request;
		// Whoever was offered HTTP/2 alone and chose nothing is not asked in HTTP/1.1.
		if (http === null || (this.#request.alpn.includes('h2') && this.#alpn !== 'h2')) {
			this.#note('done');
			this.#finish();
			return;
		}
		this.#note('request');
		const confidential = this.#confidentialOf(http);
		void ask(this.#socket, http, confidential, this.#exchangeEvents, this.#http.signal);
	}

	readonly #exchangeEvents: ExchangeEvents = {
		onWritten: (shown) => {
			this.#heads.push(shown);
		},
		onEarlier: (answer) => {
			this.#earlier.push(answer);
			this.#note('response', String(answer.status));
		},
		onHead: (soFar) => {
			this.#answerSoFar = soFar;
		},
		onAnswer: (answer) => {
			this.#answer = answer;
			this.#note('response', String(answer.status));
			this.#finish();
		},
		onFailure: (failure) => {
			this.#httpError = failure;
			this.#note('no response', failure.code ?? failure.message);
			// The TCP layer's word on how it ended may still be in the same turn's queue.
			setImmediate(() => this.#finish());
		},
		onUnsendable: (failure) => {
			this.#localError = failure;
			this.#note('cannot send the request', failure.code ?? failure.message);
			this.#finish();
		},
	};

	/** What this target may see of the user's headers. */
	#confidentialOf({ confidential }: HttpRequest): Readonly<Record<string, string>> {
		if (confidential === null) return {};
		const { plaintext, elsewhere = false } = this.#request;
		// Without TLS anybody on the way could read them.
		const isTheSame = !plaintext && !elsewhere && this.#serverSha256 === confidential.sha256;
		if (isTheSame) return confidential.headers;
		this.#note('another server', 'the headers of the user are not sent');
		this.#withheld = true;
		return {};
	}

	/** undici reads the data itself, and keeps nothing of what is no HTTP. */
	#watchAnswer(socket: Socket): void {
		const push = socket.push.bind(socket);
		socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
			if (this.#answerStart.length === 0 && chunk instanceof Buffer) {
				this.#answerStart = Buffer.from(chunk.subarray(0, 64));
			}
			if (chunk === null) this.#peerClosed = true;
			return push(chunk, encoding);
		};
	}

	/** The connection came to nothing. Once the socket is undici's, undici says so. */
	#fail(): void {
		if (this.#isDone || (this.#isReady && this.#request.http !== null)) return;
		// What the other layer has to say of this end may still be in the same turn's queue.
		setImmediate(() => this.#finish());
	}

	#finish(): void {
		if (this.#isDone) return;
		this.#isDone = true;
		clearTimeout(this.#timer);
		clearTimeout(this.#settleTimer);
		this.#signal.removeEventListener('abort', this.#onAbort);
		const tap = this.#tap;
		const record: ConnectionRecord = {
			localPort: this.#localPort,
			openedAt: performance.timeOrigin + this.#startedAt,
			tcpConnected: this.#localPort !== null,
			tcpEnd: tap?.tcpEnd ?? 'open',
			peerClosed: this.#peerClosed,
			answerStart: this.#answerStart,
			recording: {
				client: tap?.sent ?? Buffer.alloc(0),
				server: tap?.received ?? Buffer.alloc(0),
				keylog: this.#keylog,
				readsApplication: this.#answer === null,
			},
			handshakeCompleted: this.#handshakeCompleted,
			alpn: this.#alpn,
			authorizationError: this.#authorizationError,
			error: this.#error,
			localError: this.#localError,
			httpError: this.#httpError,
			answer: this.#answer,
			earlier: this.#earlier,
			heads: this.#heads,
			withheld: this.#withheld,
			sessions: this.#sessions,
			timedOut: this.#timedOut,
			aborted: this.#aborted,
			events: this.#events,
			durationMs: performance.now() - this.#startedAt,
		};
		this.#http.abort();
		this.#socket?.destroy();
		this.#tcp?.destroy();
		this.#resolve(record);
	}

	#note(name: string, detail?: string): void {
		if (this.#isDone || this.#events.length >= 32) return;
		const at = Math.round((performance.now() - this.#startedAt) * 10) / 10;
		this.#events.push({ at, name, ...(detail === undefined ? {} : { detail }) });
	}
}
