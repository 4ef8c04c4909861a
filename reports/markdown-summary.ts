/** The numbers of a run in a comment, by family. */
import type { Finding, Outcome, Run } from '../harness/finding.ts';
import { groupBy } from './group-by.ts';
import { code, fitting, heading, row } from './markdown-text.ts';

/** A row for each family, and one for all. */
export function renderSummary({ findings }: Run, budget: number): readonly string[] {
	const families = [...groupBy(findings, ({ family }) => family)];
	const rows = families.map(([family, members]) => numbers(code(family, 60), members));
	return [
		...heading(['family', 'planned', 'conform', 'deviate', 'fail', 'inconclusive', 'skipped']),
		...fitting(rows, budget, (count) => row([`${count} more`, '', '', '', '', '', ''])),
		numbers('**all**', findings),
	];
}

function numbers(name: string, findings: readonly Finding[]): string {
	const count = (outcome: Outcome): number =>
		findings.filter((it) => it.outcome === outcome).length;
	const cells = [
		findings.length - count('skipped'),
		count('conforms') + count('waived'),
		count('deviates'),
		findings.filter(({ fails }) => fails).length,
		count('inconclusive'),
		count('skipped'),
	];
	return row([name, ...cells.map(String)]);
}
