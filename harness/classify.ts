/** Observation → verdict. Pure: a saved observation can be classified again. */
import type { Calibration } from './calibrate.ts';
import type {
	CertificateRequest,
	ConnectionObservation,
	Observation,
	Response,
	Sent,
} from './observation.ts';
import { inconclusive, notTested, type Verdict } from './verdict.ts';

/** What an HTTP answer says. */
export type ReadAnswer = (response: Response) => Verdict;

/** The verdict of an attempt is that of its last connection; served once is accepted (rule 8). */
export function classify(observation: Observation, calibration: Calibration): Verdict {
	return classifyBy(observation, (response) => byStatus(response, calibration));
}

/** The same where answers are read in another way. */
export function classifyBy(observation: Observation, read: ReadAnswer): Verdict {
	const last = observation.connections.at(-1) ?? observation.connections[0];
	const verdict = classifyConnection(last, read);
	if (observation.again === null || verdict.kind === 'accept') return verdict;
	// Also when it refuses: alert and status are those of this connection. One that says nothing
	// leaves open whether the first was a refusal or an outage.
	return classifyConnection(observation.again, read);
}

/** Statuses that refuse a client without any calibration (rule 13). */
export const refusingStatuses: readonly number[] = [400, 401, 403, 421, 495, 496];

/** What an HTTP status and the user's rules say (rule 13); `null` when they say nothing. */
export function classifyResponse(
	response: Response,
	calibration: Calibration,
): 'accept' | 'reject' | null {
	const { status, acceptIf, rejectIf } = response;
	if (rejectIf === 'match') return 'reject';
	if (acceptIf === 'match') return 'accept';
	// The target is busy: it did not say what it thinks of the credential.
	if (status === 429 || status === 503) return null;
	if (acceptIf === 'mismatch') return 'reject';
	if (status === calibration.acceptStatus) return 'accept';
	if (status === calibration.rejectStatus) return 'reject';
	if (refusingStatuses.includes(status)) return 'reject';
	// With --accept-if a 2xx whose body cannot be evaluated proves nothing.
	return acceptIf === null && status >= 200 && status < 300 ? 'accept' : null;
}

/** Reads answers by what their statuses mean on this target. */
export function byStatus(response: Response, calibration: Calibration): Verdict {
	const said = `HTTP ${response.status}`;
	switch (classifyResponse(response, calibration)) {
		case 'accept':
			return { kind: 'accept', because: `served with ${said}` };
		case 'reject':
			return { kind: 'reject', layer: 'http', because: `refused with ${said}` };
		case null:
			return inconclusive(`${said} neither accepts nor refuses`);
	}
}

function classifyConnection(it: ConnectionObservation, read: ReadAnswer): Verdict {
	if (it.plaintext === true && it.ending !== 'response') return classifyPlaintext(it);
	const unsent = notAsIntended(it);
	switch (it.ending) {
		case 'response':
			if (unsent !== null) return unsent;
			if (it.response === null) return inconclusive('no response');
			return howAsked(read(it.response), it);
		case 'alert':
		case 'close':
		case 'reset':
			return unsent ?? howAsked(classifyEnd(it), it);
		case 'timeout':
			return inconclusive(
				it.handshake.completed
					? 'handshake, then silence: no answer within --timeout'
					: 'no answer within --timeout',
			);
		case 'unreachable':
			return inconclusive(`no connection to ${it.address} (${it.code ?? 'no code'})`);
		case 'not-tls':
			return inconclusive(
				it.peerSpeaks === 'http'
					? 'the target speaks plain HTTP on this port, no TLS'
					: 'the target answered the ClientHello with something that is no TLS',
			);
		case 'not-http':
			return inconclusive(
				it.peerSpeaks === 'h2'
					? speaksH2
					: `the answer is no ${it.handshake.alpn === 'h2' ? 'HTTP/2' : 'HTTP/1.1'} response`,
			);
		case 'partial':
			return inconclusive('the response broke off before its head was complete');
		case 'local':
			return inconclusive(`the TLS library did not carry the probe out (${it.code ?? 'no code'})`);
		case 'aborted':
			return inconclusive('the run ended before this probe was concluded', false);
	}
}

const speaksH2 = 'the target speaks HTTP/2 only, and this probe asks in HTTP/1.1';

/** A verdict on what a target asked for in the middle of a connection says so. */
function howAsked(verdict: Verdict, { handshake }: ConnectionObservation): Verdict {
	if (handshake.renegotiation !== 'asked') return verdict;
	const because = `${verdict.because} (the certificate was asked for in a renegotiation)`;
	return { ...verdict, because };
}

const unreadableRenegotiation =
	'the target renegotiated with a cipher suite that is not read back here, so what was sent is not known';

/** Rule 6: what was not sent was not tested. `null` when all left as it was meant to. */
function notAsIntended({ sent, handshake, ending }: ConnectionObservation): Verdict | null {
	if (sent.intended.length === 0) return null;
	const asked = handshake.certificateRequest;
	if (sent.message === 'none') {
		if (handshake.renegotiation === 'unreadable') return notTested(unreadableRenegotiation);
		// It may have ended before the target came to ask.
		if (handshake.renegotiation === 'not-asked' && ending !== 'response') return null;
		const isDone = handshake.completed || sent.finished;
		if (isDone && handshake.resumed) return null;
		return isDone && asked === null
			? { kind: 'not-tested', because: 'the target asked for no certificate, so none was sent' }
			: null;
	}
	if (sent.message === 'empty') {
		return withheld(sent, asked);
	}
	const isSame =
		sent.sha256.length === sent.intended.length &&
		sent.intended.every((digest, index) => digest === sent.sha256[index]);
	return isSame ? null : inconclusive('what left on the wire is not the chain of this variant');
}

/** RFC 9846 §4.5.1.2: a client may only send what the CertificateRequest has a scheme for. */
function withheld(sent: Sent, asked: CertificateRequest | null): Verdict {
	if (asked?.signatureSchemes.some((it) => sent.usableSchemes.includes(it)) !== true) {
		return notTested(
			`the target's CertificateRequest offers no signature algorithm for this key (${schemesText(sent.usableSchemes)})`,
		);
	}
	const { certificateSchemes } = asked;
	const { signedWith = null } = sent;
	if (
		certificateSchemes !== undefined &&
		(signedWith === null || !certificateSchemes.includes(signedWith))
	) {
		const what =
			signedWith === null ? 'an algorithm that it does not name' : schemesText([signedWith]);
		return notTested(`the target's CertificateRequest wants no certificate signed with ${what}`);
	}
	return inconclusive('the TLS library withheld the certificate');
}

/**
 * Without TLS there is no certificate to judge: an end without an answer only serves nobody. Another
 * listener may be out of order, and no control says that it is not.
 */
function classifyPlaintext(it: ConnectionObservation): Verdict {
	switch (it.ending) {
		case 'close':
		case 'reset':
			return it.elsewhere === true
				? inconclusive(`a ${it.ending} without an answer from ${it.address}`)
				: { kind: 'reject', layer: 'tcp', because: 'no HTTP without TLS is answered' };
		case 'not-http':
			return { kind: 'reject', layer: 'tcp', because: 'no HTTP without TLS is answered' };
		case 'unreachable':
			return inconclusive(`no connection to ${it.address} (${it.code ?? 'no code'})`);
		case 'aborted':
			return inconclusive('the run ended before this probe was concluded', false);
		default:
			return inconclusive(`HTTP without TLS came to nothing (${it.code ?? it.ending})`);
	}
}

/** How a connection ended without an answer, in words. */
export function endText({ alert, ending }: ConnectionObservation): string {
	if (alert !== null) return `alert ${alert.number} ${alert.name}`;
	return ending === 'reset' ? 'a connection reset' : 'a close without an alert';
}

/** Rule 7: an end without an answer refuses only what the target had been sent. */
function classifyEnd(it: ConnectionObservation): Verdict {
	const how = endText(it);
	const isJudged = it.sent.message !== 'none' || isSessionJudged(it);
	if (!isJudged && it.peerSpeaks === 'h2') return inconclusive(speaksH2);
	if (!isJudged && it.handshake.renegotiation === 'unreadable') {
		return inconclusive(unreadableRenegotiation, false);
	}
	if (!isJudged) {
		return inconclusive(
			it.alert?.name === 'no_application_protocol'
				? 'the target speaks no HTTP/1.1 (alert 120 no_application_protocol)'
				: `${how} before any certificate was sent`,
		);
	}
	return {
		kind: 'reject',
		layer: it.alert === null ? 'tcp' : 'tls',
		because: `refused with ${how}`,
	};
}

/** RFC 9846 §6.2: where it asks for nothing else, an alert refuses the session that is offered. */
function isSessionJudged({ alert, handshake, sent }: ConnectionObservation): boolean {
	if (handshake.resumed) return sent.finished;
	return alert !== null && handshake.certificateRequest === null && sent.offeredSession === true;
}

function schemesText(schemes: readonly number[]): string {
	return schemes.length === 0
		? 'unknown key type'
		: schemes.map((scheme) => schemeNames[scheme] ?? `0x${scheme.toString(16)}`).join(', ');
}

/** The TLS SignatureScheme registry, as far as our keys reach. */
const schemeNames: Readonly<Record<number, string>> = {
	0x0101: 'rsa_pkcs1_md5',
	0x0203: 'ecdsa_sha1',
	0x0403: 'ecdsa_secp256r1_sha256',
	0x0503: 'ecdsa_secp384r1_sha384',
	0x0603: 'ecdsa_secp521r1_sha512',
	0x0201: 'rsa_pkcs1_sha1',
	0x0401: 'rsa_pkcs1_sha256',
	0x0501: 'rsa_pkcs1_sha384',
	0x0601: 'rsa_pkcs1_sha512',
	0x0804: 'rsa_pss_rsae_sha256',
	0x0805: 'rsa_pss_rsae_sha384',
	0x0806: 'rsa_pss_rsae_sha512',
	0x0807: 'ed25519',
	0x0808: 'ed448',
	0x0809: 'rsa_pss_pss_sha256',
	0x080a: 'rsa_pss_pss_sha384',
	0x080b: 'rsa_pss_pss_sha512',
};
