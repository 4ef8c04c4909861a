/**
 * Whether an answer is the one that a target keeps for the valid credential. A status does not say
 * that where another host or path was asked: anybody may get some page there. Pure.
 */
import type { Calibration } from '../calibrate.ts';
import { byStatus, type ReadAnswer, refusingStatuses } from '../classify.ts';
import { type Compared, compareToKnown, compareToWanted, isOnePage } from './compare-answers.ts';
import { likeness } from './likeness.ts';
import type { Response, RuleResult } from '../observation.ts';
import { inconclusive, notTested, type Verdict } from '../verdict.ts';

/** What an answer is held against. */
export interface Known {
	/** The answer to the valid credential; `null` where there is none. */
	readonly protectedAnswer: Response | null;
	/** Answers that everybody gets. */
	readonly openAnswers: readonly Response[];
	/** Answers that the client of the variant gets anyway, beside that. */
	readonly ownAnswers?: readonly Response[];
	/** Whether the target serves no page for a name that nobody has: then a page is the name's own. */
	readonly tellsNames?: boolean;
	/** Whether the attempt was repeated as often as it is: what says "later" says no. */
	readonly isLastTry?: boolean;
}

/** Reads answers for a variant that is after the answer that the target protects. */
export function readProtected(known: Known): ReadAnswer {
	const { protectedAnswer, openAnswers, ownAnswers = [] } = known;
	return (response) => {
		const told = byRules(response) ?? byMarkers(response, known);
		if (told !== null) return told;
		if (protectedAnswer !== null && !isServed(protectedAnswer)) {
			if (isServed(response) || response.status === protectedAnswer.status) {
				return notTested(
					`the valid credential is answered HTTP ${protectedAnswer.status}: what is protected cannot be told by that (--path, --marker)`,
				);
			}
		}
		if (!isServed(response)) return unserved(response, known);
		if (protectedAnswer === null) {
			return inconclusive(
				`HTTP ${response.status}, and without a valid credential it is not known what the target protects (--cert, --marker)`,
				false,
			);
		}
		const others = [...openAnswers, ...ownAnswers].filter(isServed);
		const compared = compareToWanted(response, protectedAnswer, others);
		if (compared === 'both' && openAnswers.some((it) => isOnePage(it, protectedAnswer))) {
			return notTested(
				`HTTP ${response.status} with the page of the valid credential, which everybody gets elsewhere: what is protected cannot be told by that (--path, --marker)`,
			);
		}
		return ofProtected(compared, response);
	};
}

function ofProtected(compared: Compared, response: Response): Verdict {
	const said = `HTTP ${response.status}`;
	switch (compared) {
		case 'it':
			return { kind: 'accept', because: `the protected answer came with ${said}` };
		case 'other':
			return notIt(response);
		case 'both':
			return undecided(`${said} with a page that others get as well as the valid credential`);
		case 'partly':
			return undecided(`${said} with a page that is partly like the protected one`);
		case 'empty':
			return undecided(`${said} without any content to compare with the protected answer`);
	}
}

/**
 * Reads answers for a variant that is after another vhost, whose answer nobody has shown: whatever
 * is served there and is like nothing that everybody or this client gets anyway. Sites of one server
 * are often alike: where nobody's name gets no page, one that is no other's to the word is enough.
 */
export function readOtherVhost(known: Known): ReadAnswer {
	const { protectedAnswer, openAnswers, ownAnswers = [] } = known;
	const own = [...(protectedAnswer === null ? [] : [protectedAnswer]), ...ownAnswers];
	return (response) => {
		const told = byRules(response) ?? byOtherMarkers(response, known);
		if (told !== null) return told;
		if (!isServed(response)) return unserved(response, known);
		const served = { own: own.filter(isServed), open: openAnswers.filter(isServed) };
		const compared = compareToKnown(response, served.own, served.open);
		const isNew = [...served.own, ...served.open].every((it) => likeness(response, it) < 1);
		const isOfName = known.tellsNames === true && isNew && compared === 'both';
		return ofOtherVhost(isOfName ? 'it' : compared, response);
	};
}

function ofOtherVhost(compared: Compared, response: Response): Verdict {
	const said = `HTTP ${response.status}`;
	switch (compared) {
		case 'it':
			return { kind: 'accept', because: `an answer of the other vhost came with ${said}` };
		case 'other':
			return notIt(response);
		case 'both':
		case 'partly':
			return undecided(`${said} with a page that is like one that this client may see`);
		case 'empty':
			return undecided(`${said} without any content to tell whose answer it is`);
	}
}

/**
 * Reads answers where host, path and method are the run's own: by their statuses, and what is served
 * by the markers, where there are any.
 */
export function readOwn(known: Known, calibration: Calibration): ReadAnswer {
	return (response) => {
		const verdict = byStatus(response, calibration);
		return verdict.kind === 'accept' ? (byMarkers(response, known) ?? verdict) : verdict;
	};
}

/** Reads answers where any page will do, and nothing is known of the statuses that are usual there. */
export function readService({ isLastTry = false }: Pick<Known, 'isLastTry'> = {}): ReadAnswer {
	return (response) => {
		const { status } = response;
		if (isServed(response)) return { kind: 'accept', because: `served with HTTP ${status}` };
		if (refusingStatuses.includes(status)) return notIt(response);
		if (isBusy(response) && !isLastTry) return inconclusive(`HTTP ${status}: the target is busy`);
		return notTested(`HTTP ${status} neither serves a page nor refuses the client`);
	};
}

/** What `--reject-if` and `--accept-if` refuse; `null` where they leave it open. */
function byRules({ status, rejectIf, acceptIf }: Response): Verdict | null {
	const option = rejectIf === 'match' ? '--reject-if' : '--accept-if';
	return rejectIf === 'match' || acceptIf === 'mismatch'
		? { kind: 'reject', layer: 'http', because: `refused with HTTP ${status} (${option})` }
		: null;
}

/** What the markers say that the target's own protected answer has; `null` without any marker. */
function byMarkers(response: Response, known: Known): Verdict | null {
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
function byOtherMarkers(response: Response, known: Known): Verdict | null {
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

/** Whoever is not served has no page: what remains is whether that was meant. */
function unserved(response: Response, { isLastTry = false }: Known): Verdict {
	const { status } = response;
	if (isBusy(response)) {
		// A proxy without a backend for such a request says 503 each time.
		return isLastTry && status === 503
			? { kind: 'reject', layer: 'http', because: 'answered with HTTP 503 each time' }
			: inconclusive(`HTTP ${status}: the target is busy`);
	}
	return status === 500 ? inconclusive('HTTP 500 neither serves nor refuses') : notIt(response);
}

function notIt({ status }: Response): Verdict {
	const because = refusingStatuses.includes(status)
		? `refused with HTTP ${status}`
		: `answered with HTTP ${status}, which is not the protected answer`;
	return { kind: 'reject', layer: 'http', because };
}

function undecided(because: string): Verdict {
	return inconclusive(`${because}: --marker would tell them apart`, false);
}

/** Whether there is an answer and it serves something. */
export function isServed(response: Response | null): boolean {
	return response !== null && response.status >= 200 && response.status < 300;
}

/** RFC 9110 §15.6.3 to §15.6.5, RFC 6585 §4: it did not say what it thinks of the request. */
function isBusy({ status }: Response): boolean {
	return [429, 502, 503, 504].includes(status);
}
