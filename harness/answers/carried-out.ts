/** Whether what an attempt is about really took place: what was not sent was not tested. */
import { X509Certificate } from 'node:crypto';
import type { Attempt, Connection } from '../../fixtures/attempt.ts';
import type { ConnectionObservation, Observation } from '../observation.ts';
import { inconclusive, notTested, type Verdict } from '../verdict.ts';

/** Why an observation says nothing about its variant; `null` when it does. */
export function notCarriedOut(attempt: Attempt, observation: Observation): Verdict | null {
	const { connections, again } = observation;
	const last = again ?? connections.at(-1) ?? connections[0];
	return (
		unpresentable(attempt, last) ??
		attempt
			.map((meant, index) => {
				const isLast = index === attempt.length - 1;
				const seen = isLast ? last : connections[index];
				return seen === undefined ? null : notAsMeant(meant, seen, isLast);
			})
			.find((verdict) => verdict !== null) ??
		null
	);
}

/**
 * The runtime does not send a request of it, or its OpenSSL does not read a certificate: versions
 * differ (a UTCTime without seconds: 3.0 does, 3.5 does not).
 */
function unpresentable(attempt: Attempt, { ending, code }: ConnectionObservation): Verdict | null {
	if (ending !== 'local') return null;
	if (code !== null && unsendable.test(code)) {
		return notTested(`Node ${process.versions.node} does not send such a request (${code})`);
	}
	const certificates = attempt.flatMap(({ credential }) => credential?.chain ?? []);
	return certificates.every(isReadable)
		? null
		: notTested(
				`OpenSSL ${process.versions.openssl} of this Node does not present such a certificate`,
			);
}

function notAsMeant(
	meant: Connection,
	seen: ConnectionObservation,
	isLast: boolean,
): Verdict | null {
	const { handshake, sent } = seen;
	if (meant.listener !== undefined && handshake.version === null && seen.alert?.number === 70) {
		return notTested('the listener does not offer this TLS version (alert 70 protocol_version)');
	}
	// An alert may come in place of the ServerHello.
	const isSeen = handshake.version !== null || seen.ending === 'alert';
	if (meant.servername !== undefined && isSeen) {
		if (sent.servername !== meant.servername) {
			return inconclusive('the server_name that left is not that of this variant', false);
		}
	}
	if (meant.resume !== undefined && sent.offeredSession === false && isSeen) {
		return inconclusive('the ClientHello that left offers no session', false);
	}
	if (meant.protocol === 'h2' && speaksNoH2(seen)) return notTested('the target speaks no HTTP/2');
	if (!isLast && meant.mustBeAnswered === true && seen.response === null) {
		const because = `the connection before it was not answered (${seen.alert?.name ?? seen.code ?? seen.ending})`;
		return isOutage(seen) ? inconclusive(because) : notTested(because);
	}
	if (!isLast) return null;
	const asked = meant.requests?.length ?? 1;
	const answered = seen.earlier?.length ?? 0;
	// Where not even the handshake led to an answer the refusal came before all requests. A request
	// that was written as the target ended the connection may never have been read (RFC 9112 §9.5).
	const isUnread = (sent.heads?.length ?? 0) < asked || isBareEnd(seen);
	if (asked > 1 && answered > 0 && isUnread) {
		return notTested(
			'the target ends the connection after an answer, so what was asked next may not have reached it',
		);
	}
	return null;
}

/** A refusal may be for want of what the user's headers say, where they were kept back. */
export function refusedWithoutHeaders(verdict: Verdict, observation: Observation): Verdict | null {
	const { connections, again } = observation;
	const last = again ?? connections.at(-1) ?? connections[0];
	return verdict.kind === 'reject' && last.sent.withheld === true
		? notTested(
				'it takes the values of --header, which only the target is sent, under the certificate that server-identity judged',
			)
		: null;
}

/** Nobody is there, or the run has ended: that says nothing of the attempt. */
function isOutage({ ending }: ConnectionObservation): boolean {
	return ending === 'timeout' || ending === 'unreachable' || ending === 'aborted';
}

function isBareEnd({ ending }: ConnectionObservation): boolean {
	return ending === 'close' || ending === 'reset';
}

function speaksNoH2({ handshake, alert, code }: ConnectionObservation): boolean {
	if (alert?.name === 'no_application_protocol') return true;
	// Apache without HTTP/2 picks a protocol that was not offered, against RFC 7301 §3.2.
	if (code === 'ERR_SSL_BAD_EXTENSION') return true;
	return handshake.completed && handshake.alpn !== 'h2';
}

/** What the probe, or node:http2, refuses to write. */
const unsendable = /^(?:ERR_UNSENDABLE_HEAD|ERR_HTTP2_|ERR_INVALID_HTTP_TOKEN)/u;

function isReadable(certificate: Buffer): boolean {
	try {
		void new X509Certificate(certificate);
		return true;
	} catch {
		return false;
	}
}
