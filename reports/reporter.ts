import type { Run } from '../harness/finding.ts';

/** What whoever asks for a report decides about it. */
export interface ReportOptions {
	readonly color: boolean;
	/** The user's config file, so that annotations land in their repository (JUnit `file`). */
	readonly file?: string;
}

/** Turns a run into a text. It has no way to run anything. */
export type Reporter = (run: Run, options: ReportOptions) => string;
