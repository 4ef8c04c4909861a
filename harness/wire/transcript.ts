/** Reads back from the recorded bytes of a connection what really left and what came. */
import { alertOf, isClosure } from '../alert.ts';
import type { Alert } from '../observation.ts';
import {
	type ClientHello,
	type HandshakeMessage,
	handshakeType,
	readCertificateRequest,
	readCertificates,
	readClientHello,
	readServerHello,
	type RequestedCertificate,
	type ServerHello,
	splitMessages,
} from './handshake-message.ts';
import { RecordProtection } from './record-protection.ts';
import { contentType, splitRecords, type TlsRecord } from './records.ts';

/** The bytes of both directions from the first on, and the lines of the `keylog` event. */
export interface Recording {
	readonly client: Buffer;
	readonly server: Buffer;
	readonly keylog: readonly string[];
	/** Whether what the peer protects after its handshake is of interest: alerts and answers. */
	readonly readsApplication: boolean;
}

export interface Transcript {
	/** As it left; `null`: none did. */
	readonly clientHello: ClientHello | null;
	readonly serverHello: ServerHello | null;
	/** `null`: no Certificate message left. */
	readonly clientCertificates: readonly Buffer[] | null;
	readonly clientFinished: boolean;
	readonly serverCertificates: readonly Buffer[];
	readonly certificateRequest: RequestedCertificate | null;
	readonly resumed: boolean;
	/** The fatal alert that the peer sent. */
	readonly alert: Alert | null;
	/** Whether the peer sent any application data. */
	readonly answered: boolean;
}

/** Total: bytes that are no TLS, or end early, give a transcript that says less. */
export function readTranscript(recording: Recording): Transcript {
	const clientRecords = splitRecords(recording.client);
	const serverRecords = splitRecords(recording.server);
	const serverHello = findServerHello(serverRecords);
	const opened =
		serverHello?.version === 'TLSv1.3'
			? openTls13(serverHello, recording, clientRecords, serverRecords)
			: openTls12(clientRecords, serverRecords);
	const version = serverHello?.version ?? 'TLSv1.2';
	const clientHello = find(messagesOf(plaintextPart(clientRecords)), handshakeType.clientHello);
	const certificate = find(opened.client, handshakeType.certificate);
	const serverCertificate = find(opened.server, handshakeType.certificate);
	const request = find(opened.server, handshakeType.certificateRequest);
	return {
		clientHello: clientHello && attempt(() => readClientHello(clientHello.body)),
		serverHello,
		clientCertificates: certificate && attempt(() => readCertificates(certificate.body, version)),
		clientFinished: opened.clientFinished,
		serverCertificates:
			(serverCertificate && attempt(() => readCertificates(serverCertificate.body, version))) ?? [],
		certificateRequest: request && attempt(() => readCertificateRequest(request.body, version)),
		resumed: serverHello !== null && opened.resumed,
		alert: opened.alert,
		answered: opened.answered,
	};
}

function findServerHello(records: readonly TlsRecord[]): ServerHello | null {
	const read = (part: readonly TlsRecord[]): readonly ServerHello[] =>
		messagesOf(part)
			.filter(({ type }) => type === handshakeType.serverHello)
			.map(({ body }) => attempt(() => readServerHello(body)))
			.filter((hello) => hello !== null);
	const [first] = read(plaintextPart(records));
	if (first?.isRetryRequest !== true) return first ?? null;
	// Behind a HelloRetryRequest the ServerHello follows the ChangeCipherSpec (RFC 9846 §D.4).
	return read(records).find((hello) => !hello.isRetryRequest) ?? null;
}

interface Opened {
	readonly client: readonly HandshakeMessage[];
	readonly server: readonly HandshakeMessage[];
	readonly clientFinished: boolean;
	readonly resumed: boolean;
	readonly alert: Alert | null;
	readonly answered: boolean;
}

/** TLS 1.2 protects nothing before ChangeCipherSpec (RFC 5246 §7.1): the flight is readable. */
function openTls12(client: readonly TlsRecord[], server: readonly TlsRecord[]): Opened {
	const clientPlain = plaintextPart(client);
	const serverPlain = plaintextPart(server);
	const messages = messagesOf(serverPlain);
	const [, ...protectedPart] = client.slice(clientPlain.length);
	const alerts = serverPlain.filter(({ type }) => type === contentType.alert);
	return {
		client: messagesOf(clientPlain),
		server: messages,
		clientFinished: protectedPart.some(({ type }) => type === contentType.handshake),
		resumed:
			serverPlain.length < server.length && find(messages, handshakeType.certificate) === null,
		alert: fatalAlert(alerts.map(({ fragment }) => fragment)),
		answered: server.some(({ type }) => type === contentType.applicationData),
	};
}

function openTls13(
	hello: ServerHello,
	{ keylog, readsApplication }: Recording,
	client: readonly TlsRecord[],
	server: readonly TlsRecord[],
): Opened {
	const protection = (label: string): RecordProtection | null => {
		const secret = keylogSecret(keylog, label);
		return secret && new RecordProtection(hello.cipherSuite, secret);
	};
	const ours = openAll(client, [protection('CLIENT_HANDSHAKE_TRAFFIC_SECRET')]);
	const theirs = openAll(server, [
		protection('SERVER_HANDSHAKE_TRAFFIC_SECRET'),
		readsApplication ? protection('SERVER_TRAFFIC_SECRET_0') : null,
	]);
	return {
		client: ours.messages,
		server: theirs.messages,
		clientFinished: find(ours.messages, handshakeType.finished) !== null,
		resumed: hello.preSharedKey,
		alert: fatalAlert(theirs.alerts),
		answered: theirs.answered,
	};
}

/** Opens records with the first secret that fits; a secret that did not fit is not gone back to. */
function openAll(
	records: readonly TlsRecord[],
	protections: readonly (RecordProtection | null)[],
): { messages: readonly HandshakeMessage[]; alerts: readonly Buffer[]; answered: boolean } {
	const [handshake, alerts]: [Buffer[], Buffer[]] = [[], []];
	const left = protections.filter((it) => it !== null);
	let answered = false;
	for (const record of records) {
		if (record.type === contentType.alert) alerts.push(record.fragment);
		if (record.type !== contentType.applicationData || left.length === 0) continue;
		let plaintext = left[0]?.open(record) ?? null;
		if (plaintext === null) {
			left.shift();
			plaintext = left[0]?.open(record) ?? null;
		}
		if (plaintext?.type === contentType.handshake) handshake.push(plaintext.content);
		if (plaintext?.type === contentType.alert) alerts.push(plaintext.content);
		if (plaintext?.type === contentType.applicationData) answered = true;
	}
	return { messages: splitMessages(handshake), alerts, answered };
}

function plaintextPart(records: readonly TlsRecord[]): readonly TlsRecord[] {
	const end = records.findIndex(({ type }) => type === contentType.changeCipherSpec);
	return end === -1 ? records : records.slice(0, end);
}

function messagesOf(records: readonly TlsRecord[]): readonly HandshakeMessage[] {
	const handshake = records.filter(({ type }) => type === contentType.handshake);
	return splitMessages(handshake.map(({ fragment }) => fragment));
}

function find(messages: readonly HandshakeMessage[], type: number): HandshakeMessage | null {
	return messages.find((message) => message.type === type) ?? null;
}

function fatalAlert(fragments: readonly Buffer[]): Alert | null {
	for (const fragment of fragments) {
		if (fragment.length !== 2) continue;
		const alert = alertOf(fragment.readUInt8(1));
		if (!isClosure(alert)) return alert;
	}
	return null;
}

/** A line is `LABEL client_random secret` (RFC 9850). */
function keylogSecret(keylog: readonly string[], label: string): Buffer | null {
	const line = keylog.find((it) => it.startsWith(`${label} `));
	const secret = line?.trim().split(' ')[2];
	return secret === undefined ? null : Buffer.from(secret, 'hex');
}

/** The peer's bytes are hostile: a message that cannot be read was not understood, no more. */
function attempt<T>(read: () => T): T | null {
	try {
		return read();
	} catch (error) {
		if (error instanceof RangeError) return null;
		throw error;
	}
}
