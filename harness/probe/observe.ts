import { createHash } from 'node:crypto';
import { receivedAlert, type RuntimeError } from '../error-code.ts';
import { type Answer, applyRules, select } from '../apply-rule.ts';
import {
	type Alert,
	type ConnectionObservation,
	type Ending,
	type Handshake,
	type Hellos,
	longestHead,
	type Response,
	type Sent,
} from '../observation.ts';
import { isClosure } from '../alert.ts';
import { sketchOf } from '../answers/likeness.ts';
import type { Rule, Selector } from '../rule.ts';
import { looksLikeTls } from '../wire/records.ts';
import { readTranscript, type Transcript } from '../wire/transcript.ts';
import type { ConnectionRecord, ConnectionRequest } from './connection-request.ts';
import type { Redact } from './redact.ts';
import { signedWith, usableSchemes } from './signature-schemes.ts';

export interface AnswerRules {
	readonly acceptIf: readonly Rule[];
	readonly rejectIf: readonly Rule[];
	readonly reasonFrom: readonly Selector[];
	readonly markers: readonly Rule[];
}

/** Reduces what a connection showed to plain, bounded data without secrets. Pure. */
export function observe(
	request: ConnectionRequest,
	record: ConnectionRecord,
	rules: AnswerRules,
	redact: Redact,
	sketchKey: string | null = null,
): ConnectionObservation {
	const shown = (answer: Answer): Response => response(answer, rules, redact, sketchKey);
	const transcript = readTranscript(record.recording);
	const alert = peerAlert(record, transcript);
	return {
		address: addressText(request.address),
		...(record.localPort === null
			? {}
			: { opened: { port: record.localPort, at: Math.round(record.openedAt) } }),
		ending: ending(record, transcript, alert),
		alert,
		code: code(record),
		peerSpeaks: peerSpeaks(record),
		handshake: handshake(record, transcript),
		...(request.client.kind === 'offer' ? { hellos: hellos(transcript) } : {}),
		sent: { ...sent(request, transcript), ...written(record, redact) },
		response: record.answer && shown(record.answer),
		...(record.earlier.length > 0 ? { earlier: record.earlier.map(shown) } : {}),
		...(request.elsewhere === undefined ? {} : { elsewhere: request.elsewhere }),
		...(request.waitedMs === undefined ? {} : { waitedMs: request.waitedMs }),
		...(request.plaintext ? { plaintext: true as const } : {}),
		eager: request.eager,
		events: record.events,
		durationMs: Math.round(record.durationMs * 10) / 10,
	};
}

/** `host:port`, an IPv6 address in brackets. */
export function addressText({ host, port }: ConnectionRequest['address']): string {
	return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function ending(record: ConnectionRecord, transcript: Transcript, alert: Alert | null): Ending {
	if (record.answer !== null) return 'response';
	if (record.aborted) return 'aborted';
	if (record.localError !== null) return 'local';
	if (alert !== null) return 'alert';
	if (!record.tcpConnected) return record.timedOut ? 'timeout' : 'unreachable';
	if (!looksLikeTls(record.recording.server)) return 'not-tls';
	if (record.alpn === 'h2') return endingOfH2(record);
	if (!looksLikeHttp(record.answerStart)) return 'not-http';
	if (/^(?:HPE_|UND_ERR_HEADERS_OVERFLOW)/u.test(record.httpError?.code ?? '')) return 'not-http';
	// What came may have been the answers before.
	const isBegun = transcript.answered && record.earlier.length === 0;
	if (record.timedOut) return isBegun ? 'partial' : 'timeout';
	if (isBegun) return 'partial';
	if (record.tcpEnd === 'reset') return 'reset';
	if (record.peerClosed || record.tcpEnd === 'end' || isClosedByPeer(record.error)) return 'close';
	return record.error === null && record.handshakeCompleted ? 'close' : 'local';
}

/** A peer that speaks HTTP/2 has always sent something, also where it answers nothing. */
function endingOfH2({ tcpEnd, timedOut, httpError }: ConnectionRecord): Ending {
	const code = httpError?.code;
	if (timedOut) return 'timeout';
	if (code === 'ERR_HTTP2_ERROR') return 'not-http';
	return tcpEnd === 'reset' || code === 'ERR_HTTP2_STREAM_ERROR' ? 'reset' : 'close';
}

function isClosedByPeer(error: RuntimeError | null): boolean {
	return error?.code === 'ECONNRESET' || error?.code === 'EPIPE';
}

/** OpenSSL reports the alert that it met; one that it did not live to see stands on the wire. */
function peerAlert(record: ConnectionRecord, transcript: Transcript): Alert | null {
	const reported = record.error && receivedAlert(record.error);
	const alert = reported ?? transcript.alert;
	return alert === null || isClosure(alert) ? null : alert;
}

function code({ localError, error, httpError, answer }: ConnectionRecord): string | null {
	if (answer !== null) return null;
	return localError?.code ?? error?.code ?? httpError?.code ?? null;
}

function peerSpeaks(record: ConnectionRecord): ConnectionObservation['peerSpeaks'] {
	const plain = record.recording.server;
	const start = record.answerStart;
	if (record.alpn === 'h2') return null;
	if (!looksLikeTls(plain)) return looksLikeHttp(plain) ? 'http' : 'other';
	if (record.answer !== null || looksLikeHttp(start)) return null;
	// RFC 9113 §3.4: a server starts with a SETTINGS frame, type 4 on stream 0.
	const isSettings = start.length >= 9 && start[3] === 4 && start.readUInt32BE(5) === 0;
	return isSettings ? 'h2' : 'other';
}

/** Whether a peer's first octets can be an HTTP/1 response; true also while there are none. */
function looksLikeHttp(octets: Buffer): boolean {
	const start = octets.subarray(0, 5).toString('latin1');
	return 'HTTP/'.startsWith(start);
}

function handshake(record: ConnectionRecord, transcript: Transcript): Handshake {
	const [serverCertificate] = transcript.serverCertificates;
	const asked = transcript.certificateRequest;
	return {
		version: transcript.serverHello?.version ?? null,
		completed: record.handshakeCompleted,
		resumed: transcript.resumed,
		...(transcript.renegotiation === 'none' ? {} : { renegotiation: transcript.renegotiation }),
		certificateRequest: asked && {
			caNames: boundedNames(asked.caNames),
			signatureSchemes: asked.signatureSchemes.slice(0, 64),
			...(asked.certificateSchemes === null
				? {}
				: { certificateSchemes: asked.certificateSchemes.slice(0, 64) }),
		},
		serverSha256: serverCertificate === undefined ? null : sha256(serverCertificate),
		alpn: record.alpn,
	};
}

function hellos({ clientHello, serverHello }: Transcript): Hellos {
	return {
		client: clientHello && { version: clientHello.version, suites: clientHello.cipherSuites },
		server: serverHello && { version: serverHello.versionNumber, suite: serverHello.cipherSuite },
	};
}

function sent(
	{ client, tls, session, sessionOf, sessionsById }: ConnectionRequest,
	transcript: Transcript,
): Sent {
	const chain = client.kind === 'credential' ? client.credential.chain : [];
	const [certificate] = chain;
	const left = transcript.clientCertificates;
	return {
		message: left === null ? 'none' : left.length === 0 ? 'empty' : 'certificate',
		sha256: (left ?? []).map(sha256),
		intended: chain.map(sha256),
		...(certificate !== undefined && left?.length === 0
			? { usableSchemes: usableSchemes(certificate, tls), signedWith: signedWith(certificate) }
			: { usableSchemes: [] }),
		finished: transcript.clientFinished,
		servername: transcript.clientHello?.servername ?? null,
		...(sessionsById ? { sessionsById } : {}),
		...(sessionOf === undefined ? {} : { sessionOf }),
		...(session === null ? {} : { offeredSession: transcript.clientHello?.offersSession ?? false }),
	};
}

/** What we wrote ourselves, without what the user wants nobody to read. */
function written({ heads, withheld }: ConnectionRecord, redact: Redact): Partial<Sent> {
	return {
		...(heads.length > 0 ? { heads: heads.map((head) => redact(head).slice(0, longestHead)) } : {}),
		...(withheld ? { withheld } : {}),
	};
}

function response(
	answer: Answer,
	rules: AnswerRules,
	redact: Redact,
	sketchKey: string | null,
): Response {
	const markers = rules.markers.map((rule) => applyRules([rule], answer, redact).result);
	const accept = applyRules(rules.acceptIf, answer, redact);
	const reject = applyRules(rules.rejectIf, answer, redact);
	return {
		status: answer.status,
		headers: Object.fromEntries(
			shownHeaders.flatMap((name) => {
				const value = answer.headers[name];
				const text = typeof value === 'object' ? value.join(', ') : value;
				return text === undefined ? [] : [[name, redact(text).slice(0, 200)]];
			}),
		),
		retryAfter: retryAfter(answer.headers['retry-after']),
		acceptIf: accept.result,
		rejectIf: reject.result,
		reason: select(rules.reasonFrom, answer, redact),
		excerpt: accept.excerpt ?? reject.excerpt,
		...(markers.length > 0 ? { markers: markers.filter((it) => it !== null) } : {}),
		...(sketchKey === null
			? {}
			: { length: answer.body.length, sketch: sketchOf(answer.body, sketchKey) }),
	};
}

/** Seconds, or an HTTP date (RFC 9110 §10.2.3); at most a minute is waited for. */
function retryAfter(value: string | readonly string[] | undefined): number | null {
	if (typeof value !== 'string') return null;
	const seconds = /^\d+$/u.test(value)
		? Number(value)
		: Math.ceil((Date.parse(value) - Date.now()) / 1000);
	return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 60) : null;
}

function boundedNames(names: readonly Buffer[]): readonly string[] {
	let left = 64 * 1024;
	return names
		.filter((name) => {
			left -= name.length;
			return left >= 0;
		})
		.map((name) => name.toString('base64'));
}

function sha256(der: Buffer): string {
	const known = digests.get(der);
	if (known !== undefined) return known;
	const digest = createHash('sha256').update(der).digest('hex');
	digests.set(der, digest);
	return digest;
}

/** What tells servers apart; nothing that could be a credential. */
const shownHeaders = ['server', 'date', 'content-type', 'content-length', 'retry-after'] as const;

const digests = new WeakMap<Buffer, string>();
