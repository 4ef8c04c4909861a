/** One TLS record (RFC 9846 §5.1). */
export interface TlsRecord {
	readonly type: number;
	/** The five octets in front, which TLS 1.3 authenticates. */
	readonly header: Buffer;
	readonly fragment: Buffer;
}

export const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 };

/** The complete records at the start of a byte stream. Stops where the bytes are no TLS. */
export function splitRecords(bytes: Buffer): readonly TlsRecord[] {
	const records: TlsRecord[] = [];
	let offset = 0;
	while (offset + 5 <= bytes.length && isRecordStart(bytes, offset)) {
		const end = offset + 5 + bytes.readUInt16BE(offset + 3);
		if (end > bytes.length) break;
		records.push({
			type: bytes.readUInt8(offset),
			header: bytes.subarray(offset, offset + 5),
			fragment: bytes.subarray(offset + 5, end),
		});
		offset = end;
	}
	return records;
}

/** Whether a peer's first bytes can be TLS at all; true also while there are none. */
export function looksLikeTls(bytes: Buffer): boolean {
	return bytes.length < 2 || isRecordStart(bytes, 0);
}

function isRecordStart(bytes: Buffer, offset: number): boolean {
	const type = bytes.readUInt8(offset);
	return type >= 20 && type <= 24 && bytes.readUInt8(offset + 1) === 3;
}
