import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { type RuntimeError, runtimeError } from '../error-code.ts';

/**
 * Stands between an HTTP/2 session and a socket that is not the session's to close. Node's session
 * (20 to 26) would take the socket's native handle over: what the target said before that is lost on
 * it, whoever watches the socket sees nothing of what comes after, and the socket ends with it.
 */
export class SessionDuplex extends Duplex {
	readonly #socket: TLSSocket;
	/** What it came to nothing by first. */
	failure: RuntimeError | null = null;

	constructor(socket: TLSSocket) {
		super({ allowHalfOpen: false });
		this.#socket = socket;
		this.on('error', ignored);
		// Stays: an error may come after everything else.
		socket.on('error', (error) => this.#fail(runtimeError(error)));
		if (socket.destroyed || socket.readableEnded) {
			this.destroy();
			return;
		}
		socket.on('data', this.#onData);
		socket.on('end', this.#onEnd);
		socket.on('close', this.#onClose);
	}

	readonly #onData = (chunk: Buffer): void => {
		if (!this.push(chunk)) this.#socket.pause();
	};

	/** What fails after an end comes of it, so the end is what it failed with, once all is read. */
	readonly #onEnd = (): void => {
		this.once('end', () => this.#fail(closed));
		this.push(null);
	};

	readonly #onClose = (): void => {
		this.#fail(closed);
	};

	#fail(failure: RuntimeError): void {
		this.failure ??= failure;
		this.destroy();
	}

	override _read(): void {
		this.#socket.resume();
	}

	override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
		const givenUp = violation(chunk);
		this.failure ??= givenUp;
		this.#socket.write(chunk, (error) => {
			done(error);
			if (givenUp !== null) this.destroy();
		});
	}

	override _destroy(error: Error | null, done: (error: Error | null) => void): void {
		this.#socket.off('data', this.#onData);
		this.#socket.off('end', this.#onEnd);
		this.#socket.off('close', this.#onClose);
		// What still comes is nobody's, but an end behind it has to be seen.
		if (!this.#socket.destroyed) this.#socket.resume();
		done(error);
	}
}

const closed: RuntimeError = { code: null, message: 'the target closed the connection' };

/**
 * Where nghttp2 gives a session up it says so to the peer and then neither reads nor writes, and Node
 * (20 to 26) lets the streams wait. It writes frame by frame: GOAWAY (RFC 9113 §6.8) with a reason.
 */
function violation(frame: Buffer): RuntimeError | null {
	if (frame.length < 17 || frame[3] !== 7 || frame.readUInt32BE(13) === 0) return null;
	const words = [
		`not the HTTP/2 that was expected (code ${frame[16]})`,
		frame.toString('latin1', 17),
	];
	return { code: 'ERR_HTTP2_ERROR', message: words.filter((it) => it !== '').join(': ') };
}

function ignored(): void {}
