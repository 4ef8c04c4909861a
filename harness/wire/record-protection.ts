import { type CipherGCMTypes, createDecipheriv, createHmac } from 'node:crypto';
import { contentType, type TlsRecord } from './records.ts';

/** What stood inside a protected record. */
export interface Plaintext {
	readonly type: number;
	readonly content: Buffer;
}

/** Opens the records that one TLS 1.3 traffic secret protects, in order (RFC 9846 §5.2, §7.3). */
export class RecordProtection {
	readonly #suite: Suite;
	readonly #key: Buffer;
	readonly #iv: Buffer;
	#sequence = 0;

	/** @throws Error for a cipher suite that no TLS 1.3 peer of ours negotiates. */
	constructor(cipherSuite: number, trafficSecret: Buffer) {
		const suite = suites[cipherSuite];
		if (suite === undefined) throw new Error(`unknown cipher suite: ${cipherSuite}`);
		this.#suite = suite;
		this.#key = expandLabel(suite.hash, trafficSecret, 'key', suite.keyLength);
		this.#iv = expandLabel(suite.hash, trafficSecret, 'iv', 12);
	}

	/** `null` when the record is protected by another secret; the sequence number then stays. */
	open(record: TlsRecord): Plaintext | null {
		const { cipher, tagLength } = this.#suite;
		if (record.type !== contentType.applicationData || record.fragment.length <= tagLength) {
			return null;
		}
		const nonce = Buffer.from(this.#iv);
		nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ this.#sequence) >>> 0, 8);
		const end = record.fragment.length - tagLength;
		const decipher = createDecipheriv(cipher as CipherGCMTypes, this.#key, nonce, {
			authTagLength: tagLength,
		});
		decipher.setAAD(record.header, { plaintextLength: end });
		decipher.setAuthTag(record.fragment.subarray(end));
		const inner = decipher.update(record.fragment.subarray(0, end));
		try {
			decipher.final();
		} catch {
			return null;
		}
		this.#sequence += 1;
		let length = inner.length;
		while (length > 0 && inner[length - 1] === 0) length -= 1;
		if (length === 0) return null;
		return { type: inner.readUInt8(length - 1), content: inner.subarray(0, length - 1) };
	}
}

interface Suite {
	readonly cipher: string;
	readonly hash: string;
	readonly keyLength: number;
	readonly tagLength: number;
}

/** HKDF-Expand-Label with an empty context (RFC 9846 §7.1): one block is enough for keys and IVs. */
function expandLabel(hash: string, secret: Buffer, label: string, length: number): Buffer {
	const full = Buffer.from(`tls13 ${label}`, 'latin1');
	const info = Buffer.concat([
		Buffer.from([length >> 8, length & 0xff, full.length]),
		full,
		Buffer.from([0, 1]),
	]);
	return createHmac(hash, secret).update(info).digest().subarray(0, length);
}

/** The suites of RFC 9846 §B.4. */
const suites: Readonly<Record<number, Suite>> = {
	0x1301: { cipher: 'aes-128-gcm', hash: 'sha256', keyLength: 16, tagLength: 16 },
	0x1302: { cipher: 'aes-256-gcm', hash: 'sha384', keyLength: 32, tagLength: 16 },
	0x1303: { cipher: 'chacha20-poly1305', hash: 'sha256', keyLength: 32, tagLength: 16 },
	0x1304: { cipher: 'aes-128-ccm', hash: 'sha256', keyLength: 16, tagLength: 16 },
	0x1305: { cipher: 'aes-128-ccm', hash: 'sha256', keyLength: 16, tagLength: 8 },
};
