import type { Run } from '../harness/finding.ts';

/** Of what nothing is known, where a run is inconclusive and no finding of it is. */
export function untestedText({ summary, targets }: Pick<Run, 'summary' | 'targets'>): string {
	const none = targets.filter((target) => target.summary?.planned === 0).length;
	return summary.planned === 0 || none === 0
		? 'nothing that was planned could be tested'
		: `of ${none} of ${targets.length} targets nothing could be tested`;
}
