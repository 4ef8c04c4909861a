/** The first two probes of a lane, and what they let the others rest on. */
import type { Attempt } from '../fixtures/attempt.ts';
import { askedLater, untestedLimit } from './asked-later.ts';
import { type Calibration, calibrate, uncalibrated } from './calibrate.ts';
import { classify } from './classify.ts';
import type { Lane, Probed } from './lane.ts';
import { likeness } from './answers/likeness.ts';
import type { Observation, Response } from './observation.ts';
import { type PlannedProbe, validControl } from './plan.ts';
import { withRetries } from './probe/retry.ts';
import { inconclusive, type Verdict } from './verdict.ts';

export interface Ground {
	readonly calibration: Calibration;
	readonly valid: Probed;
	readonly bare: Probed;
	/** Whether there is a valid credential at all. */
	readonly hasValid: boolean;
	/** How like two answers to the valid credential are; 1 where answers are not compared. */
	readonly selfLikeness: number;
	/** Why no verdict of the lane counts; `null` when the ground holds. */
	readonly refusal: Verdict | null;
	/** Presents the valid credential once more. */
	isStillGood(): Promise<boolean>;
}

export async function layGround(
	lane: Lane,
	valid: PlannedProbe | null,
	bare: PlannedProbe,
): Promise<Ground> {
	const [validAttempt, bareAttempt] = await Promise.all([
		valid === null ? null : valid.attempt(lane.at),
		bare.attempt(lane.at),
	]);
	const make = (attempt: Attempt, calibration: Calibration): Promise<Observation> =>
		withRetries(
			() => lane.pool.next(() => lane.probe(attempt, true)),
			(it) => classify(it, calibration),
			lane.signal,
		);
	const [validSeen, bareSeen] = await Promise.all([
		validAttempt === null ? null : make(validAttempt, uncalibrated),
		make(bareAttempt, uncalibrated),
	]);
	const { calibration, valid: judged, noCertificate } = calibrate(validSeen, bareSeen);
	const later = await askedLater(lane, validSeen, noCertificate);
	const refusal = later ?? (judged === null ? null : refusalOf(judged, noCertificate));
	const isCompared = lane.comparesAnswers === true && judged?.kind === 'accept';
	const once = isCompared ? responseOf(validSeen) : null;
	const twice = isCompared && validAttempt !== null ? await make(validAttempt, calibration) : null;
	const second = responseOf(twice);
	const isUnasked = judged?.kind === 'not-tested' && refusal === null;
	return {
		calibration,
		valid: {
			...probed(validVerdict(judged, refusal), judged, validSeen),
			limits: refusal?.kind === 'not-tested' ? [untestedLimit(lane.at)] : [],
		},
		bare: probed(bareVerdict(noCertificate, refusal, judged !== null), noCertificate, bareSeen),
		hasValid: judged !== null,
		selfLikeness: once === null || second === null ? 1 : likeness(once, second),
		refusal,
		async isStillGood() {
			// Without a valid credential no rejection counts anyway.
			if (validAttempt === null || isUnasked) return true;
			if (refusal !== null) return false;
			const again = await make(validAttempt, calibration);
			return classify(again, calibration).kind === 'accept';
		},
	};
}

function responseOf(observation: Observation | null): Response | null {
	return observation?.connections.at(-1)?.response ?? null;
}

function probed(verdict: Verdict, shown: Verdict | null, observation: Observation | null): Probed {
	return { verdict, shown: shown ?? verdict, observation, limits: [] };
}

/** Rule 2: control/valid decides alone. */
function refusalOf(valid: Verdict, bare: Verdict): Verdict | null {
	switch (valid.kind) {
		case 'accept':
			return null;
		case 'not-tested':
			// Whoever serves everybody unasked is found by the bare connection.
			if (bare.kind === 'accept') return null;
			return inconclusive(`${validControl} could not be presented: ${valid.because}`, false);
		case 'reject':
			return inconclusive(
				`${validControl} was ${valid.because}, so no rejection means anything`,
				false,
			);
		case 'inconclusive':
			return inconclusive(`${validControl}: ${valid.because}`, false);
	}
}

function validVerdict(valid: Verdict | null, refusal: Verdict | null): Verdict {
	if (valid === null) return inconclusive('no valid credential was given', false);
	return refusal ?? valid;
}

function bareVerdict(bare: Verdict, refusal: Verdict | null, hasValid: boolean): Verdict {
	if (refusal !== null) return refusal;
	if (bare.kind !== 'reject' || hasValid) return bare;
	const because = `${bare.because}, but nothing shows that this target accepts anybody`;
	return inconclusive(because, false);
}
