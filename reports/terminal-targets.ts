/** A table of the targets of a run. */
import type { Run } from '../harness/finding.ts';
import { printable } from './escape.ts';
import type { Style } from './style.ts';
import { targetRows } from './target-rows.ts';
import { sign } from './terminal-row.ts';

/** A row for each target, or for those that are not green; nothing where a run has one target only. */
export function renderTargets(run: Run, style: Style): readonly string[] {
	const table = targetRows(run, mostRows);
	if (table === null) return [];
	const rows = table.rows.map((it) => ({ ...it, name: printable(it.name, 200) }));
	const width = Math.min(longestName, Math.max(0, ...rows.map(({ name }) => name.length)));
	return [
		style.bold('targets'),
		...rows.map(({ mark, name, counts, url }) => {
			const where = url === null ? '' : `  ${style.dim(printable(url, 200))}`;
			return `  ${sign(mark, style)} ${name.padEnd(width)}  ${counts}${where}`;
		}),
		...(table.rest === null ? [] : [`  … ${table.rest}`]),
	];
}

const mostRows = 50;
const longestName = 48;
