import type { Run } from '../harness/finding.ts';

/** What whoever asks for a report decides about it. */
export interface ReportOptions {
	readonly color: boolean;
	/** What tells the target of this report apart from others that are reported beside it. */
	readonly target?: string;
	/** The user's config file as seen from the root of their repository, so that annotations land in it. */
	readonly file?: string;
	/** The line of `file`, from 1, that names a target, by its URL. */
	readonly lines?: ReadonlyMap<string, number>;
	/** The current folder as seen from there; empty where it is that root. */
	readonly folder?: string;
}

/** Turns a run into a text. It has no way to run anything. */
export type Reporter = (run: Run, options: ReportOptions) => string;
