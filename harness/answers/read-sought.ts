/** What the target did, by what a variant is after. Pure. */
import { classify, classifyBy } from '../classify.ts';
import type { Ground } from '../ground.ts';
import type { Probed } from '../lane.ts';
import type { Observation, Response } from '../observation.ts';
import type { PlannedProbe } from '../plan.ts';
import { retryDelaysMs } from '../probe/retry.ts';
import type { Verdict } from '../verdict.ts';
import { readOtherVhost, readOwn, readProtected, readService } from './classify-sought.ts';
import { readFirstAnswer } from './read-first-answer.ts';
import { isServed } from './statuses.ts';

/** Whether the verdict on a variant may rest on what a page says. */
export function restsOnPages({ seeks, affected }: PlannedProbe['variant']): boolean {
	return seeks !== undefined || affected !== undefined;
}

/**
 * Reads an observation. `unlike`: probes whose answers are everybody's, or this client's anyway, so
 * that what is like them is not what is sought.
 */
export function readSought(
	{ seeks, around, expect, perPath }: PlannedProbe['variant'],
	observation: Observation,
	{ calibration, valid, bare, selfLikeness }: Ground,
	unlike: readonly Probed[],
): Verdict {
	const answersOf = (probed: readonly Probed[]): readonly Response[] =>
		probed.map(answerOf).filter((it) => it !== null);
	const known = {
		protectedAnswer: answerOf(valid),
		openAnswers: answersOf([bare, ...unlike.filter((it) => !showsCredential(it))]),
		ownAnswers: answersOf(unlike.filter(showsCredential)),
		tellsNames: unlike.some((it) => showsCredential(it) && getsNoPage(it)),
		selfLikeness,
		isOtherPath: perPath === true,
		isLastTry: observation.retries >= retryDelaysMs.length && !isElsewhere(observation),
	};
	switch (seeks) {
		case 'protected-answer':
			return classifyBy(observation, readProtected(known));
		case 'other-vhost':
			return classifyBy(observation, readOtherVhost(known));
		case 'service':
			return classifyBy(observation, readService({ ...known, isOpen: expect === 'accept' }));
		case 'first-answer':
			return classifyBy(observation, readFirstAnswer(observation.connections, known));
		default:
			return around === undefined
				? classify(observation, calibration)
				: classifyBy(observation, readOwn(known, calibration, isBent(observation)));
	}
}

function isBent({ connections }: Observation): boolean {
	return connections.at(-1)?.sent.heads !== undefined;
}

function showsCredential({ observation }: Probed): boolean {
	return observation?.connections.at(-1)?.sent.message === 'certificate';
}

/** Whether it was answered without a page, or refused without an answer; no outage is that. */
function getsNoPage(probed: Probed): boolean {
	const answer = answerOf(probed);
	return answer === null ? probed.shown.kind === 'reject' : !isServed(answer);
}

/** Whether another listener has the last word: that it is busy each time is no word of the target. */
function isElsewhere({ connections }: Observation): boolean {
	return connections.at(-1)?.elsewhere === true;
}

function answerOf(probed: Probed): Response | null {
	const { connections = [], again = null } = probed.observation ?? {};
	return (again ?? connections.at(-1))?.response ?? null;
}
