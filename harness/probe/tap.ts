import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** Bytes kept of each direction: several times the largest handshake that OpenSSL lets pass. */
const recordedLimit = 512 * 1024;

/** How the TCP connection under a probe came to its end. */
export type TcpEnd = 'open' | 'end' | 'reset';

/** Stands between TCP and TLS, passes everything on and records both directions. */
export class Tap extends Duplex {
	readonly #tcp: Socket;
	readonly #coalesce: boolean;
	readonly #sent: Buffer[] = [];
	readonly #received: Buffer[] = [];
	#sentBytes = 0;
	#receivedBytes = 0;
	#turnsHeld = 0;
	/** Called when the peer ends or resets the TCP connection. */
	onPeerEnd: () => void = () => {};
	/** What the peer did to the connection first. */
	tcpEnd: TcpEnd = 'open';

	/** `coalesce`: what is written within a few turns of a read leaves in one piece. */
	constructor(tcp: Socket, coalesce: boolean) {
		super({ allowHalfOpen: true });
		this.#tcp = tcp;
		this.#coalesce = coalesce;
		tcp.on('data', (chunk: Buffer) => this.#receive(chunk));
		tcp.on('end', () => {
			this.#ended('end');
			this.push(null);
		});
		tcp.on('error', (error) => {
			this.#ended('reset');
			this.destroy(error);
		});
		tcp.on('close', () => this.destroy());
	}

	get sent(): Buffer {
		return Buffer.concat(this.#sent);
	}

	get received(): Buffer {
		return Buffer.concat(this.#received);
	}

	override _read(): void {
		this.#tcp.resume();
	}

	override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
		this.#send(chunk, done);
	}

	/**
	 * Node gives what OpenSSL wrote in pieces: the first 1024 octets, then the rest. In two segments a
	 * flight makes nginx 1.22 end the connection where it answers 400 otherwise: what the failed
	 * verification left in OpenSSL's error queue counts when the server has to wait for the rest.
	 */
	override _writev(
		chunks: readonly { readonly chunk: Buffer }[],
		done: (error?: Error | null) => void,
	): void {
		this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
	}

	#send(chunk: Buffer, done: (error?: Error | null) => void): void {
		if (this.#sentBytes < recordedLimit) this.#sent.push(chunk);
		this.#sentBytes += chunk.length;
		if (this.#turnsHeld === 0) {
			this.#tcp.write(chunk, done);
			return;
		}
		// A corked socket confirms nothing, and TLS would wait for that before it writes again.
		this.#tcp.write(chunk);
		done();
	}

	override _final(done: () => void): void {
		this.#tcp.end(done);
	}

	override _destroy(error: Error | null, done: (error: Error | null) => void): void {
		this.#tcp.destroy();
		done(error);
	}

	#receive(chunk: Buffer): void {
		if (this.#receivedBytes < recordedLimit) this.#received.push(chunk);
		this.#receivedBytes += chunk.length;
		if (this.#coalesce) this.#hold();
		if (!this.push(chunk)) this.#tcp.pause();
	}

	/** Node hands one write of TLS to a Duplex per turn: the last flight, then the request. */
	#hold(): void {
		if (this.#turnsHeld === 0) {
			this.#tcp.cork();
			setImmediate(() => this.#release());
		}
		this.#turnsHeld = 4;
	}

	#release(): void {
		this.#turnsHeld -= 1;
		if (this.#turnsHeld > 0) setImmediate(() => this.#release());
		else this.#tcp.uncork();
	}

	#ended(how: TcpEnd): void {
		if (this.tcpEnd !== 'open') return;
		this.tcpEnd = how;
		this.onPeerEnd();
	}
}
