/** What a run came to, in one sentence. Nothing here is escaped; nothing of it comes from a target. */
import type { Run } from '../harness/finding.ts';
import { asBefore } from './as-before.ts';

/** The conclusion, and what is behind it. A run that was compared is judged by what changed. */
export function conclusionText(run: Run): string {
	switch (run.conclusion) {
		case 'conforms':
			return `conforms: ${run.comparison === undefined ? allGood : unchanged(run)}`;
		case 'deviates':
			return `deviates: ${run.comparison === undefined ? broken : worse(run)}`;
		case 'inconclusive':
			return 'inconclusive: what was planned could not be concluded';
	}
}

function unchanged(run: Run): string {
	const before = asBefore(run).length;
	if (before === 0) return 'nothing got weaker, and nothing fails';
	const fail = before === 1 ? '1 variant fails' : `${before} variants fail`;
	return `nothing got weaker; ${fail} as before`;
}

function worse({ comparison }: Run): string {
	const weaker = comparison?.changes.filter(({ kind }) => kind === 'weaker') ?? [];
	const locations = weaker.filter(({ id }) => id === 'location').length;
	const variants = new Set(weaker.map(({ id }) => id)).size - (locations > 0 ? 1 : 0);
	const parts = [...counted(locations, 'location'), ...counted(variants, 'variant')];
	return parts.length === 0
		? 'nothing got weaker, but what the base does not have fails'
		: `weaker than before (${parts.join(', ')})`;
}

function counted(count: number, name: string): readonly string[] {
	return count === 0 ? [] : [`${count} ${name}${count === 1 ? '' : 's'}`];
}

const allGood = 'everything planned was tested and nothing fails';
const broken = 'the target does not do what the rules ask';
