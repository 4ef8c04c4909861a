/** A table of the targets of a run, in a comment. */
import type { Run } from '../harness/finding.ts';
import { code, fitting, heading, row } from './markdown-text.ts';
import { targetRows } from './target-rows.ts';

/** A row for each target, or for those that are not green; nothing where a run has one target only. */
export function renderMarkdownTargets(run: Run, budget: number): readonly string[] {
	const table = targetRows(run, mostRows);
	if (table === null) return [];
	// Most runs have none, and the table is wide.
	const isWaived = table.rows.some(({ summary }) => summary.waived > 0);
	const rows = table.rows.map(({ name, conclusion, summary }) => {
		const { planned, conforms, waived, deviates, fails, inconclusive, skipped } = summary;
		const passed = isWaived ? [conforms, waived] : [conforms];
		const counts = [planned, ...passed, deviates, fails, inconclusive, skipped];
		return row([code(name, 200), signs[conclusion], ...counts.map(String)]);
	});
	const columns = [
		'target',
		'',
		'planned',
		'conform',
		...(isWaived ? ['waived'] : []),
		'deviate',
		'fail',
		'inconclusive',
		'skipped',
	];
	const empty = columns.slice(1).map(() => '');
	return [
		...heading(columns),
		...fitting(rows, budget, (count) => row([`${count} more`, ...empty])),
		...(table.rest === null ? [] : [row([table.rest, ...empty])]),
	];
}

const signs = { conforms: '✅', deviates: '⛔', inconclusive: '❔' } as const;
const mostRows = 50;
