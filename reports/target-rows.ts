/** What each of several targets came to, as far as a table has room. */
import type { Conclusion, Run, Summary, TargetSummary } from '../harness/finding.ts';
import type { Mark } from './terminal-row.ts';

/** One row of the table. Nothing in it is escaped yet. */
export interface TargetRow {
	readonly name: string;
	/** `null` where that is the name. */
	readonly url: string | null;
	readonly conclusion: Conclusion;
	readonly mark: Mark;
	readonly summary: Summary;
	/** The numbers in words: `12 conform, 2 fail`. */
	readonly counts: string;
}

export interface TargetRows {
	readonly rows: readonly TargetRow[];
	/** What has no row, in words; `null` where all have one. */
	readonly rest: string | null;
}

/**
 * All targets in their order, or where they are many those that are not green, what fails first. `null`
 * where a run does not say what each came to.
 */
export function targetRows({ targets }: Run, most: number): TargetRows | null {
	const all = targets.flatMap(row);
	if (all.length < 2) return null;
	if (all.length <= most) return { rows: all, rest: null };
	const of = (conclusion: Conclusion): readonly TargetRow[] =>
		all.filter((it) => it.conclusion === conclusion);
	const rows = [...of('deviates'), ...of('inconclusive')].slice(0, most);
	const rest = (['deviates', 'inconclusive', 'conforms'] as const).flatMap((conclusion) => {
		const left = of(conclusion).length - rows.filter((it) => it.conclusion === conclusion).length;
		return left === 0 ? [] : [`${left} more ${conclusion === 'conforms' ? 'conform' : conclusion}`];
	});
	return { rows, rest: rest.join(', ').replace('more deviates', 'more deviate') };
}

function row({ url, name, summary, conclusion }: TargetSummary): readonly TargetRow[] {
	if (summary === undefined || conclusion === undefined) return [];
	return [
		{
			...{ name: name ?? url, url: name === undefined ? null : url, conclusion, summary },
			mark: marks[conclusion](summary),
			counts: counts(summary),
		},
	];
}

function counts({ planned, conforms, deviates, fails, waived, inconclusive }: Summary): string {
	const parts = [
		...counted(fails, 'fails', 'fail'),
		...counted(inconclusive, 'inconclusive'),
		...counted(deviates - fails, 'deviates', 'deviate'),
		...counted(waived, 'waived'),
		...counted(conforms, 'conforms', 'conform'),
	];
	return planned === 0 ? 'nothing was tested' : parts.join(', ');
}

function counted(count: number, one: string, several = one): readonly string[] {
	return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
}

const marks: Readonly<Record<Conclusion, (summary: Summary) => Mark>> = {
	deviates: () => 'fails',
	inconclusive: () => 'inconclusive',
	conforms: ({ planned }) => (planned === 0 ? 'skipped' : 'conforms'),
};
