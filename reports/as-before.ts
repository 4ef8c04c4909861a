/** Deviations that fail nothing because of a comparison. */
import type { Run, Standing } from '../harness/finding.ts';

/** Ids of what would fail the run if the base did not have it, too. */
export function asBefore(run: Pick<Run, 'findings'>): readonly string[] {
	return spared(run, 'as-before');
}

/** Likewise of variants that the base does not have, or judges by another rule. */
export function failingNotCompared(run: Pick<Run, 'findings'>): readonly string[] {
	return spared(run, 'not-comparable');
}

function spared({ findings }: Pick<Run, 'findings'>, kind: Standing['kind']): readonly string[] {
	const those = findings.filter(
		(it) => it.outcome === 'deviates' && it.standing?.kind === kind && it.standing.alone,
	);
	return [...new Set(those.map(({ id }) => id))];
}
