import type { AskedRequest, Credential } from '../../fixtures/attempt.ts';
import type { Offer } from '../../fixtures/variant.ts';
import type { Answer } from '../apply-rule.ts';
import type { RuntimeError } from '../error-code.ts';
import type { WireEvent } from '../observation.ts';
import type { TlsVersion } from '../options.ts';
import type { Recording } from '../wire/transcript.ts';
import type { TcpEnd } from './tap.ts';

/** Everything that one connection needs to be told. */
export interface ConnectionRequest {
	readonly address: { readonly host: string; readonly port: number };
	/** The address is not the target's own. */
	readonly elsewhere?: true;
	readonly tls: TlsVersion;
	readonly servername: string | null;
	readonly alpn: readonly string[];
	readonly client: ClientSide;
	/** A session to offer. */
	readonly session: Buffer | null;
	/** Which connection of the attempt gave it, from 0. */
	readonly sessionOf?: number;
	/** Milliseconds that were waited before it. */
	readonly waitedMs?: number;
	/** Offers no session tickets, so that TLS 1.2 gives sessions by id (RFC 5077 §3.4). */
	readonly sessionsById: boolean;
	/** HTTP without TLS: nothing that is said of TLS applies. */
	readonly plaintext: boolean;
	/** Writes the request in the tick of `secureConnect`. */
	readonly eager: boolean;
	/** `null` stops after the handshake. */
	readonly http: HttpRequest | null;
	readonly timeoutMs: number;
	/** Milliseconds to wait after a TLS 1.3 handshake; `null`: by the round trip. */
	readonly waitMs: number | null;
}

/**
 * Who we are. Only a connection without a credential may have trust anchors: OpenSSL would complete
 * the credential's chain from them.
 */
export type ClientSide =
	| { readonly kind: 'credential'; readonly credential: Credential }
	| { readonly kind: 'anonymous'; readonly trustAnchors: readonly Buffer[] }
	/** Nobody, who offers only that: `tls` of the request does not apply. */
	| { readonly kind: 'offer'; readonly offer: Offer };

export interface HttpRequest {
	/** Host and port as a URL has them. */
	readonly authority: string;
	readonly method: string;
	readonly path: string;
	/** What only one server may see; `null` where there is nothing of the kind. */
	readonly confidential: Confidential | null;
	readonly readsBody: boolean;
	/** What is asked instead, one after the other; `null`: what is said above. */
	readonly asked: readonly [AskedRequest, ...AskedRequest[]] | null;
}

/** Headers that leave only if the target shows the certificate that was judged. */
export interface Confidential {
	readonly headers: Readonly<Record<string, string>>;
	/** SHA-256 of the end-entity certificate, in lower case hex. */
	readonly sha256: string;
}

/** Everything that one connection showed, before it is made into an observation. */
export interface ConnectionRecord {
	/** The port that it was made from; `null` where it was not made. */
	readonly localPort: number | null;
	/** Milliseconds since the epoch. */
	readonly openedAt: number;
	readonly tcpConnected: boolean;
	readonly tcpEnd: TcpEnd;
	/** Whether the peer ended its side, by close_notify or below TLS. */
	readonly peerClosed: boolean;
	/** The first octets that the peer sent through TLS. */
	readonly answerStart: Buffer;
	readonly recording: Recording;
	readonly handshakeCompleted: boolean;
	readonly alpn: string | null;
	/** The code of the runtime's own verification of the target. */
	readonly authorizationError: string | null;
	readonly error: RuntimeError | null;
	/** What our own side threw before anything could be sent. */
	readonly localError: RuntimeError | null;
	readonly httpError: RuntimeError | null;
	readonly answer: Answer | null;
	/** The answers before it, where several requests were made. */
	readonly earlier: readonly Answer[];
	/** The requests that we wrote ourselves, as text of latin1; as many as were begun. */
	readonly heads: readonly string[];
	/** Whether the headers of the user were kept back from this target. */
	readonly withheld: boolean;
	/** Sessions that the target gave, in order. */
	readonly sessions: readonly Buffer[];
	readonly timedOut: boolean;
	readonly aborted: boolean;
	readonly events: readonly WireEvent[];
	readonly durationMs: number;
}
