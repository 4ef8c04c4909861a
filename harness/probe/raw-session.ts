/** What Node 22.23 and later put before a client's session (`lib/internal/tls/wrap`, CVE-2026-48934). */
const mark = Buffer.from('\0nodejs:tls:session:');

/**
 * The session alone, so that it can be offered to another name. Since CVE-2026-48934 Node's `session`
 * event gives it with the name that it was made for, and `tls.connect` drops it without a word where
 * it is offered to another; bare it is taken where `rejectUnauthorized` is `false`.
 */
export function rawSession(session: Buffer): Buffer {
	if (!session.subarray(0, mark.length).equals(mark)) return session;
	const endOfMark = session.indexOf(0, mark.length) + 1;
	const nameLength = session.readUInt16BE(endOfMark);
	return session.subarray(endOfMark + 2 + nameLength);
}
