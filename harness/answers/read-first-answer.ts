/** Whether an answer is the one that the first connection of an attempt got. Pure. */
import { type ReadAnswer, refusingStatuses } from '../classify.ts';
import { isOnePage } from './compare-answers.ts';
import { readProtected } from './classify-sought.ts';
import type { Known } from './known.ts';
import { isBusy, isServed } from './statuses.ts';
import { isSameType } from './likeness.ts';
import type { ConnectionObservation, Response } from '../observation.ts';
import { inconclusive, notTested } from '../verdict.ts';

/**
 * Reads the last answer of an attempt whose first connection shows the valid credential: what that
 * was answered is what is sought, and what is answered to the connections between the two is
 * everybody's.
 */
export function readFirstAnswer(
	[first, ...rest]: readonly ConnectionObservation[],
	known: Known,
): ReadAnswer {
	const sought = first?.response ?? null;
	if (sought === null) {
		return () => notTested('the valid credential itself was not answered when it asked so');
	}
	if (isBusy(sought) && known.isLastTry !== true) {
		return () => inconclusive(`HTTP ${sought.status} for the valid credential: the target is busy`);
	}
	if (!isServed(sought)) {
		return () =>
			notTested(`the valid credential itself is answered HTTP ${sought.status} when it asks so`);
	}
	if (sought.rejectIf === 'match' || sought.acceptIf === 'mismatch') {
		return () =>
			notTested('by the rules given the valid credential itself is refused when it asks so');
	}
	const between = rest.slice(0, -1).flatMap(({ response }) => response ?? []);
	// The answer to another method (to HEAD there is no body) need not have what a marker looks for.
	const isMarked = sought.markers?.includes('match') === true;
	const shown = (it: Response): Response => (isMarked ? it : withoutMarkers(it));
	// Where all is refused but what is asked by this method, it is the method that nobody guards.
	const isGuarded =
		known.openAnswers.length > 0 &&
		known.openAnswers.every(({ status }) => refusingStatuses.includes(status));
	const everybodys = between.filter((it) => !isGuarded || !isOnePage(it, sought));
	const openShown = [...known.openAnswers, ...everybodys].map(shown);
	const readBody = readProtected({
		...known,
		protectedAnswer: shown(sought),
		openAnswers: openShown,
	});
	const readHead = readBodiless(sought, openShown.filter(isServed));
	return (response) => {
		const isBodiless = [sought, response].every((it) => (it.sketch ?? []).length === 0);
		const isRuledOut = response.rejectIf === 'match' || response.acceptIf === 'mismatch';
		return isServed(response) && isBodiless && !isRuledOut
			? readHead(response)
			: readBody(shown(response));
	};
}

/** Where there are no bodies to compare, as there are none to HEAD, the heads are all there is. */
function readBodiless(sought: Response, open: readonly Response[]): ReadAnswer {
	return (response) => {
		const { status } = response;
		const said = `HTTP ${status}`;
		const isEverybodys = open.some((it) => haveSameHead(response, it));
		if (haveSameHead(response, sought)) {
			return isEverybodys
				? notTested(`${said} without content, as everybody gets at paths that do not exist`)
				: { kind: 'accept', because: `${said}, as the valid credential is answered` };
		}
		const isOther = isEverybodys || !isSameType(response, sought);
		return isOther
			? {
					kind: 'reject',
					layer: 'http',
					because: `answered with ${said}, which is not what the valid credential gets`,
				}
			: inconclusive(
					`${said} with a head that is partly like that for the valid credential`,
					false,
				);
	};
}

function haveSameHead(one: Response, other: Response): boolean {
	return (
		one.status === other.status &&
		one.length === other.length &&
		one.headers['content-length'] === other.headers['content-length'] &&
		isSameType(one, other)
	);
}

function withoutMarkers({ markers, ...response }: Response): Response {
	void markers;
	return response;
}
