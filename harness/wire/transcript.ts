/** Reads back from the recorded bytes of a connection what really left and what came. */
import { alertOf, isClosure } from '../alert.ts';
import type { Alert } from '../observation.ts';
import {
	type ClientHello,
	findMessage,
	type HandshakeMessage,
	handshakeType,
	messagesOf,
	readCertificateRequest,
	readCertificates,
	readClientHello,
	readServerHello,
	type RequestedCertificate,
	type ServerHello,
	splitMessages,
} from './handshake-message.ts';
import { openTls12 } from './open-tls12.ts';
import type { Opened, Renegotiation } from './opened.ts';
import { understood } from './reader.ts';
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
	/** Of the last Certificate message; `null`: none left. */
	readonly clientCertificates: readonly Buffer[] | null;
	/** Of the last handshake. */
	readonly clientFinished: boolean;
	readonly serverCertificates: readonly Buffer[];
	/** The last one, which is that of a renegotiation where there was any. */
	readonly certificateRequest: RequestedCertificate | null;
	/** The first handshake. */
	readonly resumed: boolean;
	readonly renegotiation: Renegotiation;
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
			: openTls12({ ...recording, client: clientRecords, server: serverRecords });
	const version = serverHello?.version ?? 'TLSv1.2';
	const clientHello = findMessage(
		messagesOf(plaintextPart(clientRecords)),
		handshakeType.clientHello,
	);
	const certificate = findLast(opened.client, handshakeType.certificate);
	const serverCertificate = findMessage(opened.server, handshakeType.certificate);
	const request = findLast(opened.server, handshakeType.certificateRequest);
	return {
		clientHello: clientHello && understood(() => readClientHello(clientHello.body)),
		serverHello,
		clientCertificates:
			certificate && understood(() => readCertificates(certificate.body, version)),
		clientFinished: opened.clientFinished,
		serverCertificates:
			(serverCertificate && understood(() => readCertificates(serverCertificate.body, version))) ??
			[],
		certificateRequest: request && understood(() => readCertificateRequest(request.body, version)),
		resumed: serverHello !== null && opened.resumed,
		renegotiation: opened.renegotiation,
		alert: fatalAlert(opened.alerts),
		answered: opened.answered,
	};
}

function findServerHello(records: readonly TlsRecord[]): ServerHello | null {
	const read = (part: readonly TlsRecord[]): readonly ServerHello[] =>
		messagesOf(part)
			.filter(({ type }) => type === handshakeType.serverHello)
			.map(({ body }) => understood(() => readServerHello(body)))
			.filter((hello) => hello !== null);
	const [first] = read(plaintextPart(records));
	if (first?.isRetryRequest !== true) return first ?? null;
	// Behind a HelloRetryRequest the ServerHello follows the ChangeCipherSpec (RFC 9846 §D.4).
	return read(records).find((hello) => !hello.isRetryRequest) ?? null;
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
		clientFinished: findMessage(ours.messages, handshakeType.finished) !== null,
		resumed: hello.preSharedKey,
		renegotiation: 'none',
		alerts: theirs.alerts,
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

function findLast(messages: readonly HandshakeMessage[], type: number): HandshakeMessage | null {
	return messages.findLast((message) => message.type === type) ?? null;
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
