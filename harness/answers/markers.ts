/** What `--marker` says of an answer. Pure. */
import type { Response, RuleResult } from '../observation.ts';
import { inconclusive, type Verdict } from '../verdict.ts';
import type { Known } from './known.ts';
import { isServed, unserved } from './statuses.ts';

/** What the markers say that the target's own protected answer has; `null` without any marker. */
export function byMarkers(response: Response, known: Known): Verdict | null {
	const { protectedAnswer, openAnswers, ownAnswers = [] } = known;
	const { markers } = response;
	if (markers === undefined) return null;
	// Without any valid credential each marker is taken for one of the target.
	const isOurs = (index: number): boolean =>
		protectedAnswer === null || protectedAnswer.markers?.[index] === 'match';
	const found = markers.filter((_, index) => isOurs(index));
	const isFound = found.includes('match');
	if (!isFound && !isServed(response)) return unserved(response, known);
	if (found.length === 0) {
		return inconclusive('no --marker is in the answer to the valid credential', false);
	}
	const isEverywhere = [...openAnswers, ...ownAnswers].some((it) =>
		it.markers?.some((result, index) => result === 'match' && isOurs(index)),
	);
	if (isFound && isEverywhere) {
		return inconclusive('--marker is also in an answer that others get', false);
	}
	return saidByMarkers(found, response.status);
}

/** What the markers say that nothing has which this client gets anyway; `null` without any such. */
export function byOtherMarkers(response: Response, known: Known): Verdict | null {
	const { protectedAnswer, openAnswers, ownAnswers = [] } = known;
	const usual = [protectedAnswer, ...openAnswers, ...ownAnswers];
	const others = response.markers?.filter(
		(_, index) => !usual.some((it) => it?.markers?.[index] === 'match'),
	);
	if (others === undefined || others.length === 0) return null;
	if (!others.includes('match') && !isServed(response)) return unserved(response, known);
	return saidByMarkers(others, response.status);
}

function saidByMarkers(found: readonly RuleResult[], status: number): Verdict {
	if (found.includes('match')) {
		return { kind: 'accept', because: `a protected answer came with HTTP ${status} (--marker)` };
	}
	return found.includes('unevaluable')
		? inconclusive(`HTTP ${status}, on which --marker cannot be evaluated`, false)
		: { kind: 'reject', layer: 'http', because: `HTTP ${status} without any --marker in it` };
}
