import type { HandshakeMessage } from './handshake-message.ts';

/**
 * Whether another handshake began under the protection of the first (RFC 5246 §7.4.1.1), and
 * whether a CertificateRequest came in it. TLS 1.3 has none.
 */
export type Renegotiation = 'none' | 'asked' | 'not-asked' | 'unreadable';

/** The records of a connection without their protection, as far as its secrets open them. */
export interface Opened {
	/** Of all handshakes, in order. */
	readonly client: readonly HandshakeMessage[];
	readonly server: readonly HandshakeMessage[];
	/** Of the last handshake. */
	readonly clientFinished: boolean;
	/** The first handshake. */
	readonly resumed: boolean;
	readonly renegotiation: Renegotiation;
	/** The fragments of the peer's alerts. */
	readonly alerts: readonly Buffer[];
	/** Whether the peer sent any application data. */
	readonly answered: boolean;
}
