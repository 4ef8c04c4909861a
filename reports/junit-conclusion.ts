/** A case for what no finding says: that nothing could be tested. */
import type { Run, TargetSummary } from '../harness/finding.ts';
import type { JunitCase } from './junit-case.ts';

/** A report of skipped cases alone would be green where the command line ends with 3. */
export function conclusionCases(run: Run, target?: string): readonly JunitCase[] {
	if (!isSilent(run)) return [];
	const message = run.interrupted
		? 'the run was interrupted before anything was tested'
		: 'nothing that was planned could be tested';
	return [
		{
			family: 'run',
			classname: 'mtls.run',
			name: `run – could not be concluded${target === undefined ? '' : ` [${target}]`}`,
			durationMs: 0,
			about: null,
			properties: [],
			result: { kind: 'error', message, type: 'inconclusive', text: message },
		},
	];
}

/** Whether it is inconclusive and has no finding that is. */
export function isSilent({
	conclusion,
	summary,
}: Pick<TargetSummary, 'conclusion' | 'summary'>): boolean {
	return conclusion === 'inconclusive' && summary?.inconclusive === 0;
}
