/**
 * Whether an answer is the one that a target keeps for the valid credential. A status does not say
 * that where another host or path was asked: anybody may get some page there. Pure.
 */
import type { Calibration } from '../calibrate.ts';
import { byStatus, type ReadAnswer, refusingStatuses } from '../classify.ts';
import { byMarkers, byOtherMarkers } from './markers.ts';
import type { Known } from './known.ts';
import { isBusy, isServed, notIt, unserved } from './statuses.ts';
import {
	type Compared,
	compareToKnown,
	compareToWanted,
	isOneOf,
	isOnePage,
	isUnlike,
} from './compare-answers.ts';
import { likeness } from './likeness.ts';
import type { Response } from '../observation.ts';
import { inconclusive, notTested, type Verdict } from '../verdict.ts';

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
		if (!isServed(response)) {
			return isThatPage(response, known)
				? ofProtected('it', response, response)
				: unserved(response, known);
		}
		if (protectedAnswer === null) {
			return inconclusive(
				`HTTP ${response.status}, and without a valid credential it is not known what the target protects (--cert, --marker)`,
				false,
			);
		}
		const others = [...openAnswers, ...ownAnswers].filter(isServed);
		const compared = compareToWanted(response, protectedAnswer, others, known.selfLikeness);
		if (compared === 'both' && openAnswers.some((it) => isOnePage(it, protectedAnswer))) {
			return notTested(
				`HTTP ${response.status} with the page of the valid credential, which everybody gets elsewhere: what is protected cannot be told by that (--path, --marker)`,
			);
		}
		return ofProtected(compared, response, protectedAnswer);
	};
}

/** A protected page is one whatever status it bears: a redirect whose script went on, an error page. */
function isThatPage(
	response: Response,
	{ protectedAnswer, openAnswers, ownAnswers = [] }: Known,
): boolean {
	if (protectedAnswer === null || (response.sketch ?? []).length < fewestWords) return false;
	const others = [...openAnswers, ...ownAnswers];
	return (
		likeness(response, protectedAnswer) === 1 && others.every((it) => likeness(response, it) < 1)
	);
}

/** A page of fewer words may be the same by chance. */
const fewestWords = 8;

function ofProtected(compared: Compared, response: Response, wanted: Response): Verdict {
	const said = `HTTP ${response.status}`;
	const percent = Math.floor(likeness(response, wanted) * 100);
	switch (compared) {
		case 'it':
			return {
				kind: 'accept',
				because: `the protected answer came with ${said} (its words: ${percent} % alike)`,
			};
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
 * by the markers, where there are any. `isBent`: the request has more in it than the run's own.
 */
export function readOwn(known: Known, calibration: Calibration, isBent: boolean): ReadAnswer {
	return (response) => {
		const verdict = byStatus(response, calibration);
		return verdict.kind === 'accept'
			? (byMarkers(response, known) ?? byPage(response, known, isBent) ?? verdict)
			: verdict;
	};
}

/**
 * What the page says where a status accepts; `null`: nothing against it. A server that loses the name
 * of a session serves an open site, and one that does not like a request may say so with 200.
 */
function byPage(response: Response, known: Known, isBent: boolean): Verdict | null {
	const { protectedAnswer, openAnswers, ownAnswers = [], selfLikeness = 1 } = known;
	if (response.acceptIf === 'match' || protectedAnswer === null) return null;
	const others = [...openAnswers, ...ownAnswers].filter(isServed);
	if (isOneOf(response, others, protectedAnswer)) return notIt(response);
	const isAnother = isBent && selfLikeness === 1 && isUnlike(response, protectedAnswer);
	return isAnother
		? undecided(`HTTP ${response.status} with another page than the valid credential gets`)
		: null;
}

/**
 * Reads answers where any page will do, and nothing is known of the statuses that are usual there.
 * `isOpen`: everybody should get it, so it need not have what `--accept-if` looks for.
 */
export function readService({
	isLastTry = false,
	isOpen = false,
}: Pick<Known, 'isLastTry'> & { readonly isOpen?: boolean } = {}): ReadAnswer {
	return (response) => {
		const { status } = response;
		const told = isOpen && response.rejectIf !== 'match' ? null : byRules(response);
		if (told !== null) return told;
		if (isServed(response)) return { kind: 'accept', because: `served with HTTP ${status}` };
		if (refusingStatuses.includes(status)) return notIt(response);
		if (isBusy(response) && !isLastTry) return inconclusive(`HTTP ${status}: the target is busy`);
		return notTested(`HTTP ${status} neither serves a page nor refuses the client`);
	};
}

/** What `--reject-if` and `--accept-if` refuse; `null` where they leave it open. */
function byRules(response: Response): Verdict | null {
	const { status, rejectIf, acceptIf } = response;
	const option = rejectIf === 'match' ? '--reject-if' : '--accept-if';
	return rejectIf === 'match' || (acceptIf === 'mismatch' && !isBusy(response))
		? { kind: 'reject', layer: 'http', because: `refused with HTTP ${status} (${option})` }
		: null;
}

function undecided(because: string): Verdict {
	return inconclusive(`${because}: --marker would tell them apart`, false);
}
