/** Whether the earlier connections of an attempt came out as its last one supposes. Pure. */
import type { Attempt, Connection } from '../../fixtures/attempt.ts';
import type { ConnectionObservation, Observation } from '../observation.ts';
import { inconclusive, notTested, type Verdict } from '../verdict.ts';

/**
 * Why a verdict stands on nothing; `null` where it does not. `read`: whether an observation shows a
 * client that is let in.
 */
export function unfounded(
	attempt: Attempt,
	observation: Observation,
	verdict: Verdict,
	read: (observation: Observation) => Verdict,
): Verdict | null {
	const { again } = observation;
	const connections = observation.connections.map((it, index) =>
		again !== null && index === attempt.length - 1 ? again : it,
	);
	for (const [index, meant] of attempt.entries()) {
		const seen = connections[index];
		if (seen === undefined) continue;
		const isRefused = verdict.kind === 'reject';
		const obstacle =
			notAsSupposed(meant, seen, isRefused, read) ??
			(isRefused ? withoutSession(meant, seen, sourceOf(meant, attempt, index)) : null);
		if (obstacle !== null) return obstacle;
	}
	return null;
}

/** Who was refused here and served in the end was not let in by being served here: that stands. */
function notAsSupposed(
	{ mustBe }: Connection,
	seen: ConnectionObservation,
	isRefused: boolean,
	read: (observation: Observation) => Verdict,
): Verdict | null {
	if (mustBe === undefined || (mustBe === 'served' && !isRefused)) return null;
	if (mustBe === 'resumed') {
		return seen.handshake.version === null || seen.handshake.resumed
			? null
			: notTested('the target resumed no session, so it asked for the certificate anew');
	}
	const shown = read({ connections: [seen], again: null, retries: 0 });
	if (shown.kind === (mustBe === 'served' ? 'accept' : 'reject')) return null;
	const status = seen.response?.status ?? null;
	const hasNothingThere = mustBe === 'served' && status !== null && absentStatuses.includes(status);
	if (shown.kind === 'inconclusive' && !hasNothingThere) {
		return inconclusive(`a connection before it: ${shown.because}`, shown.mayPass);
	}
	return notTested(`a connection before it was to be ${mustBe}, and it was not: ${shown.because}`);
}

/** Where the target answers and gives no session there is none that could be misused. */
function withoutSession(
	{ resume }: Connection,
	{ sent }: ConnectionObservation,
	source: Connection | undefined,
): Verdict | null {
	const isServed = source?.mustBeAnswered === true || source?.mustBe === 'served';
	return resume !== undefined && sent.offeredSession === undefined && isServed
		? notTested('the target gave no session that could be resumed')
		: null;
}

function sourceOf({ resume }: Connection, attempt: Attempt, index: number): Connection | undefined {
	return resume === 'first' ? attempt[0] : attempt[index - 1];
}

/** RFC 9110 §15.5.5 and §15.5.11: whoever it is, there is nothing to be served. */
const absentStatuses: readonly number[] = [404, 410];
