/** The numbers of a run in a comment, by family. */
import type { Finding, Outcome, Run } from '../harness/finding.ts';
import { groupBy } from './group-by.ts';
import { code, fitting, heading, row } from './markdown-text.ts';

/** A row for each family, and one for all. */
export function renderSummary(run: Run, budget: number): readonly string[] {
	const { findings, leftOut } = run;
	// Numbers of some of them would read as if they were all.
	if (leftOut !== undefined) return [];
	const families = [...groupBy(findings, ({ family }) => family)];
	// Most runs have none, and the table is wide.
	const isWaived = findings.some(({ outcome }) => outcome === 'waived');
	const waived = isWaived ? ['waived'] : [];
	const names = ['family', 'planned', 'conform', ...waived, 'deviate', 'fail', ...open];
	const line = (name: string, members: readonly Finding[]): string =>
		numbers(name, members, isWaived);
	const rows = families.map(([family, members]) => line(code(family, 60), members));
	return [
		...heading(names),
		...fitting(rows, budget, (count) => row([`${count} more`, ...names.slice(1).map(() => '')])),
		line('**all**', findings),
	];
}

function numbers(name: string, findings: readonly Finding[], isWaived: boolean): string {
	const count = (outcome: Outcome): number =>
		findings.filter((it) => it.outcome === outcome).length;
	const cells = [
		findings.length - count('skipped'),
		count('conforms'),
		...(isWaived ? [count('waived')] : []),
		count('deviates'),
		findings.filter(({ fails }) => fails).length,
		count('inconclusive'),
		count('skipped'),
	];
	return row([name, ...cells.map(String)]);
}

const open = ['inconclusive', 'skipped'];
