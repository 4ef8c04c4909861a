/** Learns from the two bare facts of a run what this target's answers mean (rule 13). Pure. */
import { classify } from './classify.ts';
import type { ConnectionObservation, Observation } from './observation.ts';
import { inconclusive, type Verdict } from './verdict.ts';

/** Statuses that mean something on this target. */
export interface Calibration {
	readonly acceptStatus: number | null;
	readonly rejectStatus: number | null;
}

export const uncalibrated: Calibration = { acceptStatus: null, rejectStatus: null };

export interface Calibrated {
	readonly calibration: Calibration;
	/** `null` when the run has no valid credential. */
	readonly valid: Verdict | null;
	readonly noCertificate: Verdict;
}

/**
 * The valid control's status is acceptance if the answer to no certificate differs from it in status
 * or layer. No certificate is judged by the list and the user's rules alone.
 */
export function calibrate(valid: Observation | null, none: Observation): Calibrated {
	const noCertificate = classify(none, uncalibrated);
	const noneStatus = last(none).response?.status ?? null;
	const rejectStatus = noCertificate.kind === 'reject' ? noneStatus : null;
	if (valid === null) {
		return { calibration: { acceptStatus: null, rejectStatus }, valid: null, noCertificate };
	}
	const { response } = last(valid);
	const plain = classify(valid, uncalibrated);
	const ruled = response !== null && (response.acceptIf !== null || response.rejectIf === 'match');
	if (response === null || ruled) {
		const differs = response?.status !== noneStatus;
		return {
			calibration: {
				acceptStatus: null,
				rejectStatus: differs ? rejectStatus : null,
			},
			valid: plain,
			noCertificate,
		};
	}
	if (response.status !== noneStatus) {
		const calibration = { acceptStatus: response.status, rejectStatus };
		return { calibration, valid: classify(valid, calibration), noCertificate };
	}
	// Both are served alike: whoever serves everybody serves the valid credential too.
	if (plain.kind === 'accept' || plain.kind === 'not-tested') {
		return { calibration: uncalibrated, valid: plain, noCertificate };
	}
	return {
		calibration: uncalibrated,
		valid: inconclusive(
			`HTTP ${response.status} with the valid credential and without any: the two cannot be told apart`,
			false,
		),
		noCertificate,
	};
}

function last(observation: Observation): ConnectionObservation {
	return observation.connections.at(-1) ?? observation.connections[0];
}
