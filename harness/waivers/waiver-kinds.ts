/** What can be wrong with an entry of a waivers file: the texts of its findings and of `explain`. */
import type { Level, Severity } from '../../fixtures/variant.ts';

/** A kind of `waiver/*` finding. It is no variant: nothing is sent, and `list` does not have it. */
export interface WaiverKind {
	readonly id: `waiver/${string}`;
	readonly title: string;
	readonly why: string;
	readonly fix: string;
	readonly level: Level;
	readonly severity: Severity;
}

export const expired = {
	id: 'waiver/expired',
	title: 'a waiver whose last day is over, and what it is about still deviates',
	why: 'A waiver is an agreement with an end. One that goes on without a word is no longer an agreement.',
	fix: 'mend what deviates; where that has to wait, agree on a new date with whoever stands for the reason, and write it into the file by hand: --update-waivers never does',
	level: 'MUST',
	severity: 'medium',
} as const satisfies WaiverKind;

export const unused = {
	id: 'waiver/unused',
	title: 'a waiver that nothing in the run deviates for',
	why: 'It would let the same deviation pass unseen if it came back, and a misspelt one covers nothing.',
	fix: 'delete the entry, or correct what it names; where it is about another target, path or TLS version, name that. --update-waivers deletes what nothing deviates for',
	level: 'SHOULD',
	severity: 'medium',
} as const satisfies WaiverKind;

export const changed = {
	id: 'waiver/changed',
	title: 'a waiver that pins something else than what was seen',
	why: 'What was tolerated is what was seen then. The target does something else now, perhaps something worse.',
	fix: 'find out what changed on the target; where that is to be tolerated as well, correct `observed`. --update-waivers writes what is seen now, and leaves the date',
	level: 'MUST',
	severity: 'medium',
} as const satisfies WaiverKind;

export const waiverKinds: readonly WaiverKind[] = [expired, unused, changed];
