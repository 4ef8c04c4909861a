/** What `doctor` says: plain data, so that it can be shown as text or as JSON. */

/** Stable: scripts pick checks by these. */
export type CheckId =
	| 'materials'
	| 'name'
	| 'tcp'
	| 'tls'
	| 'server-certificate'
	| 'certificate-request'
	| 'valid-credential'
	| 'no-certificate'
	| 'controls'
	| 'clock'
	| 'load'
	| 'coverage';

/**
 * - `ok`: nothing to do.
 * - `warning`: a run concludes all the same, and says less or something else than was meant.
 * - `problem`: a run would end with exit code 3 (or 2, where it does not even begin).
 */
export type CheckState = 'ok' | 'warning' | 'problem';

/** One thing that was looked at. Nothing in it is escaped yet. */
export interface Check {
	readonly id: CheckId;
	readonly state: CheckState;
	/** One sentence: what was found. */
	readonly says: string;
	/** What to do about it: a sentence each. */
	readonly todo: readonly string[];
}

/** How much of the catalogue a run with the same inputs would test, at the most. */
export interface Coverage {
	/** Variants of the selection. */
	readonly selected: number;
	/** Those that could be tested: materials, TLS version, path and twin are there. */
	readonly testable: number;
	/** Inputs that were not given, the one that unlocks most first. */
	readonly unlock: readonly { readonly option: string; readonly variants: number }[];
}

/** Everything that `doctor` found out about one target. */
export interface Examination {
	/** As the user wrote it. */
	readonly url: string;
	/** Whether a run with the same options would end with 0 or 1. Where not, a check says why. */
	readonly couldConclude: boolean;
	readonly checks: readonly Check[];
	/** `null` where it was not got that far. */
	readonly coverage: Coverage | null;
}

export function ok(id: CheckId, says: string): Check {
	return { id, state: 'ok', says, todo: [] };
}

export function warning(id: CheckId, says: string, ...todo: readonly string[]): Check {
	return { id, state: 'warning', says, todo };
}

export function problem(id: CheckId, says: string, ...todo: readonly string[]): Check {
	return { id, state: 'problem', says, todo };
}
