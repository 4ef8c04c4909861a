/** What a run came to, in one sentence. Nothing here is escaped; nothing of it comes from a target. */
import { type Run, type ShardOf, waivedMark, waiverFamily } from '../harness/finding.ts';
import { asBefore } from './as-before.ts';
import { untestedText } from './untested-text.ts';

/** The conclusion, and what is behind it. A run that was compared is judged by what changed. */
export function conclusionText(run: Run): string {
	switch (run.conclusion) {
		case 'conforms':
			if (run.shard !== undefined && run.summary.planned === 0) return nothing(run.shard);
			return `conforms: ${part(run)}${run.comparison === undefined ? allGood : unchanged(run)}`;
		case 'deviates':
			if (onlyWaiversFail(run)) return `deviates: ${ofWaivers}`;
			return `deviates: ${run.comparison === undefined ? broken(run) : worse(run)}`;
		case 'inconclusive':
			return isPartlyTested(run)
				? `inconclusive: ${untestedText(run)}`
				: 'inconclusive: what was planned could not be concluded';
	}
}

/** Nothing is wrong with the target then that was not known, or nothing at all. */
function onlyWaiversFail({ findings, summary, comparison }: Run): boolean {
	const isWeaker = comparison?.changes.some(({ kind }) => kind === 'weaker') ?? false;
	const failing = findings.filter((it) => it.fails && it.family === waiverFamily);
	return !isWeaker && failing.length > 0 && failing.length === summary.fails;
}

/** Everything that was tested is known then, and targets are there of which nothing was. */
function isPartlyTested({ summary }: Run): boolean {
	return summary.planned > 0 && summary.inconclusive === 0;
}

function nothing({ index, count }: ShardOf): string {
	return `conforms: nothing was to be tested in shard ${index}/${count}`;
}

/** A part that is green says nothing of the others. */
function part({ shard }: Run): string {
	return shard === undefined ? '' : `in shard ${shard.index}/${shard.count} `;
}

function unchanged(run: Run): string {
	const before = asBefore(run).length;
	const isWaived = run.comparison?.changes.some(({ says }) => says.endsWith(waivedMark)) ?? false;
	const weaker = isWaived ? 'nothing got weaker that is not waived' : 'nothing got weaker';
	if (before === 0) return `${weaker}, and nothing fails`;
	const fail = before === 1 ? '1 variant fails' : `${before} variants fail`;
	return `${weaker}; ${fail} as before`;
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
const ofWaivers = 'entries of the waivers file have to be looked at; nothing else fails';

function broken({ targets }: Run): string {
	const count = targets.filter(({ conclusion }) => conclusion === 'deviates').length;
	if (targets.length < 2 || count === 0) return 'the target does not do what the rules ask';
	const verb = count === 1 ? 'does' : 'do';
	return `${count} of ${targets.length} targets ${verb} not do what the rules ask`;
}
