/** Reads the vectors of the TLS presentation language (RFC 9846 §3). Throws RangeError at the end. */
export class Reader {
	readonly #bytes: Buffer;
	#offset = 0;

	constructor(bytes: Buffer) {
		this.#bytes = bytes;
	}

	get remaining(): number {
		return this.#bytes.length - this.#offset;
	}

	number(octets: 1 | 2 | 3): number {
		return this.take(octets).readUIntBE(0, octets);
	}

	take(length: number): Buffer {
		if (length > this.remaining) throw new RangeError('a TLS message ends too early');
		const taken = this.#bytes.subarray(this.#offset, this.#offset + length);
		this.#offset += length;
		return taken;
	}

	/** A vector whose length stands in front in that many octets. */
	vector(octets: 1 | 2 | 3): Buffer {
		return this.take(this.number(octets));
	}

	/** The items of a vector, each read by `item`. */
	list<T>(octets: 1 | 2 | 3, item: (reader: Reader) => T): readonly T[] {
		const inner = new Reader(this.vector(octets));
		const items: T[] = [];
		while (inner.remaining > 0) items.push(item(inner));
		return items;
	}
}

/** The peer's bytes are hostile: what cannot be read is `null`, no more. */
export function understood<T>(read: () => T): T | null {
	try {
		return read();
	} catch (error) {
		if (error instanceof RangeError) return null;
		throw error;
	}
}
