/**
 * A refusal before any certificate. Rule 7 counts an end without an answer only after the Certificate
 * message; where an attempt is about its server_name or its request, it is refused with that.
 */
import type { Attempt } from '../../fixtures/attempt.ts';
import { endText } from '../classify.ts';
import type { ConnectionObservation, Observation } from '../observation.ts';
import type { Verdict } from '../verdict.ts';

/** The refusal of what the last connection is about, where that left and no certificate did. */
export function refusedEarly(attempt: Attempt, observation: Observation): Verdict | null {
	const { connections, again } = observation;
	const seen = again ?? connections.at(-1) ?? connections[0];
	const meant = attempt.at(-1) ?? attempt[0];
	const { handshake, sent } = seen;
	// Another listener may be out of order, and no control says that it is not.
	if (seen.elsewhere === true && seen.alert === null) return null;
	if (seen.plaintext === true || !isEnd(seen) || sent.message !== 'none') return null;
	if (handshake.renegotiation === 'unreadable') return null;
	if (handshake.completed) {
		const asked = meant.requests?.length ?? 0;
		if (asked === 0 || (sent.heads?.length ?? 0) < asked) return null;
		return refused('its request', seen);
	}
	if (handshake.resumed || meant.servername === undefined) return null;
	return sent.servername === meant.servername ? refused('its server_name', seen) : null;
}

function isEnd({ ending, alert }: ConnectionObservation): boolean {
	// RFC 7301 §3.2: that is about the protocol alone.
	if (alert?.name === 'no_application_protocol') return false;
	return ending === 'alert' || ending === 'close' || ending === 'reset';
}

function refused(what: string, seen: ConnectionObservation): Verdict {
	const layer = seen.alert === null ? 'tcp' : 'tls';
	return { kind: 'reject', layer, because: `refused with ${endText(seen)} upon ${what}` };
}
