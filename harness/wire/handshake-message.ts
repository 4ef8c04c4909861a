import { Reader } from './reader.ts';
import { contentType, type TlsRecord } from './records.ts';

/** HandshakeType numbers (RFC 9846 §4, RFC 5246 §7.4). */
export const handshakeType = {
	clientHello: 1,
	serverHello: 2,
	certificate: 11,
	certificateRequest: 13,
	finished: 20,
};

export interface HandshakeMessage {
	readonly type: number;
	readonly body: Buffer;
}

/** The complete messages in the joined fragments of handshake records. */
export function splitMessages(fragments: readonly Buffer[]): readonly HandshakeMessage[] {
	const bytes = Buffer.concat(fragments);
	const messages: HandshakeMessage[] = [];
	let offset = 0;
	while (offset + 4 <= bytes.length) {
		const end = offset + 4 + bytes.readUIntBE(offset + 1, 3);
		if (end > bytes.length) break;
		messages.push({ type: bytes.readUInt8(offset), body: bytes.subarray(offset + 4, end) });
		offset = end;
	}
	return messages;
}

/** The complete messages in the handshake records among these. */
export function messagesOf(records: readonly TlsRecord[]): readonly HandshakeMessage[] {
	const handshake = records.filter(({ type }) => type === contentType.handshake);
	return splitMessages(handshake.map(({ fragment }) => fragment));
}

/** The first message of a type. */
export function findMessage(
	messages: readonly HandshakeMessage[],
	type: number,
): HandshakeMessage | null {
	return messages.find((message) => message.type === type) ?? null;
}

export interface ClientHello {
	/** The highest protocol version that is offered: 0x0301 for TLS 1.0. */
	readonly version: number;
	readonly random: Buffer;
	readonly cipherSuites: readonly number[];
	/** The host_name of the server_name extension (RFC 6066 §3); `null` where none is sent. */
	readonly servername: string | null;
	/** Whether a session is offered: a PSK in TLS 1.3, a ticket or an id before it. */
	readonly offersSession: boolean;
}

/** A ClientHello (RFC 9846 §4.2.2; RFC 5246 §7.4.1.2). */
export function readClientHello(body: Buffer): ClientHello {
	const reader = new Reader(body);
	const legacyVersion = reader.number(2);
	const random = reader.take(32);
	const sessionId = reader.vector(1);
	const cipherSuites = reader.list(2, (suite) => suite.number(2));
	reader.vector(1);
	const extensions = readExtensions(reader);
	const supported = extensions.get(extensionType.supportedVersions);
	const versions =
		supported === undefined ? [] : new Reader(supported).list(1, (it) => it.number(2));
	return {
		version: Math.max(legacyVersion, ...versions),
		random,
		cipherSuites,
		servername: hostName(extensions.get(extensionType.serverName)),
		// RFC 9846 §4.2.2: in TLS 1.3 there is an id without any session.
		offersSession:
			extensions.has(extensionType.preSharedKey) ||
			(supported === undefined &&
				(sessionId.length > 0 || (extensions.get(extensionType.sessionTicket)?.length ?? 0) > 0)),
	};
}

function hostName(extension: Buffer | undefined): string | null {
	if (extension === undefined) return null;
	const [name] = new Reader(extension).list(2, (entry) => {
		entry.number(1);
		return entry.vector(2).toString('latin1');
	});
	return name ?? null;
}

export interface ServerHello {
	/** `null` for a version before TLS 1.2. */
	readonly version: 'TLSv1.2' | 'TLSv1.3' | null;
	/** The version as it stands on the wire: 0x0301 for TLS 1.0. */
	readonly versionNumber: number;
	readonly random: Buffer;
	readonly cipherSuite: number;
	/** Whether a pre-shared key was accepted: TLS 1.3's resumption. */
	readonly preSharedKey: boolean;
	readonly isRetryRequest: boolean;
	/** ExtensionType numbers, in order. */
	readonly extensions: readonly number[];
}

export function readServerHello(body: Buffer): ServerHello {
	const reader = new Reader(body);
	const legacyVersion = reader.number(2);
	const random = reader.take(32);
	reader.vector(1);
	const cipherSuite = reader.number(2);
	reader.number(1);
	const extensions = readExtensions(reader);
	const selected = extensions.get(extensionType.supportedVersions)?.readUInt16BE(0);
	const versionNumber = selected ?? legacyVersion;
	return {
		version: versions[versionNumber] ?? null,
		versionNumber,
		random,
		cipherSuite,
		preSharedKey: extensions.has(extensionType.preSharedKey),
		isRetryRequest: random.equals(retryRequestRandom),
		extensions: [...extensions.keys()],
	};
}

/** The certificates of a Certificate message (RFC 9846 §4.5.1; RFC 5246 §7.4.2). */
export function readCertificates(body: Buffer, version: 'TLSv1.2' | 'TLSv1.3'): readonly Buffer[] {
	const reader = new Reader(body);
	if (version === 'TLSv1.3') reader.vector(1);
	return reader.list(3, (entry) => {
		const certificate = entry.vector(3);
		if (version === 'TLSv1.3') entry.vector(2);
		return certificate;
	});
}

export interface RequestedCertificate {
	/** DER names. */
	readonly caNames: readonly Buffer[];
	readonly signatureSchemes: readonly number[];
	/** signature_algorithms_cert, where it is sent: what certificates may be signed with. */
	readonly certificateSchemes: readonly number[] | null;
}

/** A CertificateRequest (RFC 9846 §4.4.2; RFC 5246 §7.4.4). */
export function readCertificateRequest(
	body: Buffer,
	version: 'TLSv1.2' | 'TLSv1.3',
): RequestedCertificate {
	const reader = new Reader(body);
	reader.vector(1);
	if (version === 'TLSv1.2') {
		const signatureSchemes = reader.list(2, (item) => item.number(2));
		const caNames = reader.list(2, (item) => item.vector(2));
		return { signatureSchemes, caNames, certificateSchemes: null };
	}
	const extensions = readExtensions(reader);
	const schemes = extensions.get(extensionType.signatureAlgorithms);
	const ofCertificates = extensions.get(extensionType.signatureAlgorithmsCert);
	const names = extensions.get(extensionType.certificateAuthorities);
	const numbers = (list: Buffer): readonly number[] =>
		new Reader(list).list(2, (item) => item.number(2));
	return {
		signatureSchemes: schemes === undefined ? [] : numbers(schemes),
		certificateSchemes: ofCertificates === undefined ? null : numbers(ofCertificates),
		caNames: names === undefined ? [] : new Reader(names).list(2, (item) => item.vector(2)),
	};
}

function readExtensions(reader: Reader): ReadonlyMap<number, Buffer> {
	if (reader.remaining === 0) return new Map();
	return new Map(reader.list(2, (item) => [item.number(2), item.vector(2)] as const));
}

const extensionType = {
	serverName: 0,
	signatureAlgorithms: 13,
	sessionTicket: 35,
	preSharedKey: 41,
	supportedVersions: 43,
	certificateAuthorities: 47,
	signatureAlgorithmsCert: 50,
};

const versions: Readonly<Record<number, 'TLSv1.2' | 'TLSv1.3'>> = {
	0x0303: 'TLSv1.2',
	0x0304: 'TLSv1.3',
};

/** RFC 9846 §4.2.3: the SHA-256 of "HelloRetryRequest". */
const retryRequestRandom = Buffer.from(
	'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c',
	'hex',
);
