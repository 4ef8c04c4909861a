import { type CipherGCMTypes, createDecipheriv, createHmac } from 'node:crypto';
import type { TlsRecord } from './records.ts';

/** What the keys of a TLS 1.2 connection are made from (RFC 5246 §6.3). */
export interface Tls12Secrets {
	readonly cipherSuite: number;
	readonly masterSecret: Buffer;
	readonly clientRandom: Buffer;
	readonly serverRandom: Buffer;
}

/** The records of both directions between one ChangeCipherSpec and the next. */
export interface Tls12Protections {
	readonly client: Tls12RecordProtection;
	readonly server: Tls12RecordProtection;
}

/** `null` for suites without AEAD, and for those that only few offer (ARIA, Camellia). */
export function tls12Protections(secrets: Tls12Secrets): Tls12Protections | null {
	const suite = suiteOf(secrets.cipherSuite);
	if (suite === null) return null;
	const { keyLength, ivLength } = suite;
	const block = keyBlock(suite.hash, secrets, 2 * (keyLength + ivLength));
	// The order of RFC 5246 §6.3; an AEAD has no MAC key.
	const [clientKey, serverKey] = [block.subarray(0), block.subarray(keyLength)];
	const ivs = block.subarray(2 * keyLength);
	const of = (key: Buffer, iv: Buffer): Tls12RecordProtection =>
		new Tls12RecordProtection(suite, key.subarray(0, keyLength), iv.subarray(0, ivLength));
	return { client: of(clientKey, ivs), server: of(serverKey, ivs.subarray(ivLength)) };
}

/** Opens the records that one key of TLS 1.2 protects, in order (RFC 5246 §6.2.3.3). */
export class Tls12RecordProtection {
	readonly #suite: Suite;
	readonly #key: Buffer;
	readonly #iv: Buffer;
	#sequence = 0;

	constructor(suite: Suite, key: Buffer, iv: Buffer) {
		this.#suite = suite;
		this.#key = key;
		this.#iv = iv;
	}

	/** Leaves a record closed. It counts all the same: the next one has the next number. */
	skip(): void {
		this.#sequence += 1;
	}

	/** `null` when the record is protected by another key, or was not left as it was. */
	open({ header, fragment }: TlsRecord): Buffer | null {
		const { cipher, tagLength, ivLength } = this.#suite;
		const explicitLength = 12 - ivLength;
		const length = fragment.length - explicitLength - tagLength;
		if (length < 0) return null;
		const sequence = Buffer.alloc(8);
		sequence.writeUIntBE(this.#sequence, 2, 6);
		this.#sequence += 1;
		const decipher = createDecipheriv(
			cipher as CipherGCMTypes,
			this.#key,
			this.#nonce(fragment.subarray(0, explicitLength), sequence),
			{ authTagLength: tagLength },
		);
		const lengthOctets = Buffer.from([length >> 8, length & 0xff]);
		decipher.setAuthTag(fragment.subarray(explicitLength + length));
		decipher.setAAD(Buffer.concat([sequence, header.subarray(0, 3), lengthOctets]), {
			plaintextLength: length,
		});
		const plaintext = decipher.update(fragment.subarray(explicitLength, explicitLength + length));
		try {
			decipher.final();
		} catch {
			return null;
		}
		return plaintext;
	}

	/** RFC 5288 §3: an implicit and an explicit part. RFC 7905 §2: the IV XOR the number. */
	#nonce(explicit: Buffer, sequence: Buffer): Buffer {
		if (explicit.length > 0) return Buffer.concat([this.#iv, explicit]);
		const nonce = Buffer.from(this.#iv);
		for (const [index, octet] of sequence.entries()) {
			nonce[4 + index] = (nonce[4 + index] ?? 0) ^ octet;
		}
		return nonce;
	}
}

/** P_hash of the label and the seed (RFC 5246 §5), as far as the keys need it. */
function keyBlock(hash: string, secrets: Tls12Secrets, length: number): Buffer {
	const { masterSecret, clientRandom, serverRandom } = secrets;
	const seed = Buffer.concat([Buffer.from('key expansion', 'latin1'), serverRandom, clientRandom]);
	const hmac = (...parts: readonly Buffer[]): Buffer =>
		createHmac(hash, masterSecret).update(Buffer.concat(parts)).digest();
	let block: Buffer = Buffer.alloc(0);
	for (let a = hmac(seed); block.length < length; a = hmac(a)) {
		block = Buffer.concat([block, hmac(a, seed)]);
	}
	return block;
}

interface Suite {
	readonly cipher: string;
	/** That of the PRF. */
	readonly hash: string;
	readonly keyLength: number;
	/** Octets of the nonce that are not sent along. */
	readonly ivLength: number;
	readonly tagLength: number;
}

function suiteOf(number: number): Suite | null {
	return suites.find(({ numbers }) => numbers.includes(number)) ?? null;
}

const gcm = { ivLength: 4, tagLength: 16 };

/** RFC 5288 §3, RFC 5289 §3.2, RFC 7905 §2. */
const suites: readonly (Suite & { readonly numbers: readonly number[] })[] = [
	{
		...gcm,
		cipher: 'aes-128-gcm',
		hash: 'sha256',
		keyLength: 16,
		numbers: [0x009c, 0x009e, 0x00a2, 0x00a6, 0xc02b, 0xc02f],
	},
	{
		...gcm,
		cipher: 'aes-256-gcm',
		hash: 'sha384',
		keyLength: 32,
		numbers: [0x009d, 0x009f, 0x00a3, 0x00a7, 0xc02c, 0xc030],
	},
	{
		cipher: 'chacha20-poly1305',
		hash: 'sha256',
		keyLength: 32,
		ivLength: 12,
		tagLength: 16,
		numbers: [0xcca8, 0xcca9, 0xccaa],
	},
];
