/** SARIF 2.1.0, as GitHub code scanning and other consumers read it. */
import type { Log } from 'sarif';
import type { Run, SpooledRun } from '../harness/finding.ts';
import { withoutPrivateKeys } from './private-key.ts';
import type { ReportOptions } from './reporter.ts';
import { SarifDraft } from './sarif-draft.ts';

/**
 * One run of one tool. Deviations are results; what conforms or was skipped is none, since GitHub
 * takes every result for a problem, whatever its kind. The rules are what was tested.
 */
export function renderSarif(run: Run, options: ReportOptions): string {
	const draft = new SarifDraft(options);
	draft.add(run);
	return text(draft.log(run));
}

/** The same of several targets: the findings of one are in memory at a time. */
export async function* streamSarif(
	{ run, parts }: SpooledRun,
	options: ReportOptions,
): AsyncIterable<string> {
	const draft = new SarifDraft(options);
	for await (const { findings } of parts()) draft.add({ ...run, findings });
	yield text(draft.log(run));
}

function text(log: Log): string {
	return `${JSON.stringify(log, safeString, '\t')}\n`;
}

function safeString(_key: string, it: unknown): unknown {
	return typeof it === 'string' ? withoutPrivateKeys(it) : it;
}
