/** What the wire showed. Plain data: an observation can be saved, and judged again. */

export interface Alert {
	readonly number: number;
	/** The name in the TLS Alerts registry. */
	readonly name: string;
}

/** One thing that happened on a connection, with milliseconds since its start. */
export interface WireEvent {
	readonly at: number;
	readonly name: string;
	readonly detail?: string;
}

/** UTF-16 units of a request head that are kept. */
export const longestHead = 8192;

/** How the Certificate message of the client left (RFC 9846 §4.5.1, RFC 5246 §7.4.6). */
export interface Sent {
	/** `none`: no Certificate message left. `empty`: one without a certificate. */
	readonly message: 'none' | 'empty' | 'certificate';
	readonly sha256: readonly string[];
	/** SHA-256 of what the attempt wanted to send. */
	readonly intended: readonly string[];
	/** SignatureScheme numbers that the key can use, where the credential was withheld. */
	readonly usableSchemes: readonly number[];
	/** What signed the end-entity certificate that was withheld; `null` where TLS has no number for it. */
	readonly signedWith?: number | null;
	/** Whether our Finished left, resumed or not. */
	readonly finished: boolean;
	/** The server_name of the ClientHello as it left. */
	readonly servername: string | null;
	/** Whether the ClientHello offered a session; absent where none was to be resumed. */
	readonly offeredSession?: boolean;
	/** Which connection of the attempt, from 0, gave the session that was to be resumed. */
	readonly sessionOf?: number;
	/** Sessions were asked for by id and not by ticket (RFC 5246 §7.4.1.2). */
	readonly sessionsById?: true;
	/** The request heads as written, where the attempt bends them; header values of the user removed. */
	readonly heads?: readonly string[];
	/** The headers of the user were kept back: another listener, another certificate, or no TLS. */
	readonly withheld?: true;
}

export interface CertificateRequest {
	/** Base64 of the DER names, in order; at most 64 KiB of them. */
	readonly caNames: readonly string[];
	/** SignatureScheme numbers (RFC 9846 §4.3.3); for TLS 1.2 the supported_signature_algorithms. */
	readonly signatureSchemes: readonly number[];
	/** What certificates may be signed with, where signature_algorithms_cert says so (RFC 9846 §4.3.3). */
	readonly certificateSchemes?: readonly number[];
}

export interface Handshake {
	readonly version: 'TLSv1.2' | 'TLSv1.3' | null;
	readonly completed: boolean;
	readonly resumed: boolean;
	/**
	 * There was another handshake on this connection (RFC 5246 §7.4.1.1), as servers begin one to ask
	 * for a certificate once they have read the request. Whether they did, where that could be read.
	 */
	readonly renegotiation?: 'asked' | 'not-asked' | 'unreadable';
	/** Of the last handshake that has one. */
	readonly certificateRequest: CertificateRequest | null;
	/** SHA-256 of the target's end-entity certificate. */
	readonly serverSha256: string | null;
	readonly alpn: string | null;
}

/** What was offered and what the target picked: protocol versions and cipher suites by number. */
export interface Hellos {
	/** The ClientHello as it left, its highest version; `null`: none did. */
	readonly client: { readonly version: number; readonly suites: readonly number[] } | null;
	readonly server: { readonly version: number; readonly suite: number } | null;
}

/** What a rule of the user said about an answer. */
export type RuleResult = 'match' | 'mismatch' | 'unevaluable';

export interface Response {
	readonly status: number;
	/** Headers that say something about the target; no cookies, no credentials. */
	readonly headers: Readonly<Record<string, string>>;
	/** Seconds from `Retry-After`, at most 60. */
	readonly retryAfter: number | null;
	/** `--accept-if`: the best result of all its rules; `null` without any. */
	readonly acceptIf: RuleResult | null;
	readonly rejectIf: RuleResult | null;
	/** What `--reason-from` found, at most 200 characters. */
	readonly reason: string | null;
	/** What each `--marker` says; absent without any. */
	readonly markers?: readonly RuleResult[];
	/** The part of the body that a rule used, at most 1 KiB. */
	readonly excerpt: string | null;
	/** Octets of the body that were read, where answers are compared. */
	readonly length?: number;
	/** What the body is compared by (likeness.ts). */
	readonly sketch?: readonly number[];
}

/**
 * How a connection ended.
 * - `response`: a complete response head came.
 * - `alert`, `close`, `reset`: what the peer did instead.
 * - `timeout`: nothing within the time that a probe has.
 * - `unreachable`: no TCP connection.
 * - `not-http`: bytes came that are no HTTP/1.1 response; `partial`: a response head that broke off.
 * - `not-tls`: bytes came that are no TLS record.
 * - `local`: our own side refused (the TLS library would not present the credential …).
 * - `aborted`: the run was interrupted or its deadline passed.
 */
export type Ending =
	| 'response'
	| 'alert'
	| 'close'
	| 'reset'
	| 'timeout'
	| 'unreachable'
	| 'not-http'
	| 'partial'
	| 'not-tls'
	| 'local'
	| 'aborted';

export interface ConnectionObservation {
	readonly address: string;
	/** The port that it was made from, and when: milliseconds since the epoch. */
	readonly opened?: { readonly port: number; readonly at: number };
	/** What the server itself wrote of this connection, where a lab could read it. */
	readonly said?: string;
	readonly ending: Ending;
	/** The alert that the peer sent. */
	readonly alert: Alert | null;
	/** What the runtime reported, verbatim (`ERR_SSL_…`, `ECONNRESET`). */
	readonly code: string | null;
	/** What the peer's bytes look like where they are not what was asked for. */
	readonly peerSpeaks: 'http' | 'h2' | 'other' | null;
	readonly handshake: Handshake;
	/** Of a connection that offers what the target should refuse. */
	readonly hellos?: Hellos;
	readonly sent: Sent;
	readonly response: Response | null;
	/** The answers before it on this connection, where several requests were made. */
	readonly earlier?: readonly Response[];
	/** Another listener than the target's own was asked. */
	readonly elsewhere?: true;
	/** Milliseconds that were waited before it, where the attempt names a time. */
	readonly waitedMs?: number;
	/** HTTP was spoken without TLS. */
	readonly plaintext?: true;
	/** Whether the request was written in the tick of `secureConnect`. */
	readonly eager: boolean;
	readonly events: readonly WireEvent[];
	readonly durationMs: number;
}

/** Every connection of an attempt, in order; the last decides. */
export interface Observation {
	readonly connections: readonly [ConnectionObservation, ...ConnectionObservation[]];
	/** The last connection made once more with an eager request (after a bare close). */
	readonly again: ConnectionObservation | null;
	/** How often the attempt was repeated because nothing could be concluded. */
	readonly retries: number;
}

/**
 * What a certificate of an attempt says. `null`, or an extension that is missing: it could not be read,
 * and `unreadable` says why. Texts are as long as they are in the certificate up to a limit, and not
 * escaped.
 */
export interface CertificateSummary {
	/** Octets. */
	readonly size: number;
	/** From 1, whatever it is. */
	readonly version: number | null;
	/** The contents octets in hexadecimal. */
	readonly serial: string | null;
	readonly subject: string | null;
	readonly issuer: string | null;
	/** ISO 8601 to the second; as it is written, where RFC 5280 §4.1.2.5 asks for another form. */
	readonly notBefore: string | null;
	readonly notAfter: string | null;
	/** `EC P-256`, `RSA 2048`. */
	readonly keyAlgorithm: string | null;
	readonly signatureAlgorithm: string | null;
	/** By name, or OID where it is not known: `critical; CA, pathLen 0`. */
	readonly extensions: Readonly<Record<string, string>>;
	/**
	 * SHA-256 of those that it was sent under (itself, where it names itself as issuer) whose keys verify
	 * its signature. Absent where none was tried.
	 */
	readonly signedBy?: readonly string[];
	readonly unreadable?: string;
}
