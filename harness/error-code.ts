import { alertOf } from './alert.ts';
import type { Alert } from './observation.ts';

/** What Node reports of a failed connection. */
export interface RuntimeError {
	/** The code, verbatim; its spelling differs between OpenSSL 3.0 and 3.5. */
	readonly code: string | null;
	readonly message: string;
}

/** Takes the code and the text of whatever was thrown or emitted. */
export function runtimeError(error: unknown): RuntimeError {
	if (!(error instanceof Error)) return { code: null, message: String(error) };
	const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
	return { code, message: error.message };
}

/**
 * The alert that the peer sent, read from the number in OpenSSL's own error text: the reason code
 * is 1000 + the alert (ssl.h, SSL_AD_REASON_OFFSET), and recent alerts are spelt out as well.
 * `null` when the error is not about an alert of the peer.
 */
export function receivedAlert({ message }: RuntimeError): Alert | null {
	const spelt = /SSL alert number (\d{1,3})/u.exec(message)?.[1];
	if (spelt !== undefined) return alertOf(Number(spelt));
	const packed = /error:([0-9A-F]{8}):/iu.exec(message)?.[1];
	if (packed === undefined) return null;
	// OpenSSL 3: library in bits 23 to 30, reason below (err.h, ERR_PACK).
	const value = Number.parseInt(packed, 16);
	const [library, reason] = [(value >>> 23) & 0xff, value & 0x7fffff];
	return library === sslLibrary && reason >= 1000 && reason < 1256 ? alertOf(reason - 1000) : null;
}

/** ERR_LIB_SSL of err.h. */
const sslLibrary = 20;
