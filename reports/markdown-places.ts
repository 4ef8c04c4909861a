/** Who gets where, and the notes of a lab, in a comment. */
import type { LocationSummary, Run } from '../harness/finding.ts';
import { code, fitting, heading, inline, row } from './markdown-text.ts';

/** One table for all targets. */
export function renderMarkdownLocations({ targets }: Run, budget: number): readonly string[] {
	const severalTargets = targets.filter(({ locations = [] }) => locations.length > 0).length > 1;
	const rows = targets.flatMap(({ url, locations = [] }) =>
		locations.map((it) =>
			row([
				...(severalTargets ? [code(url, 150)] : []),
				code(it.path, 150),
				accessText(it),
				`${code(it.written, 150)}<br>${inline(it.where, 150)}`,
				inline(it.because),
			]),
		),
	);
	if (rows.length === 0) return [];
	const columns = ['path', 'access', 'written', 'answers'];
	const names = severalTargets ? ['target', ...columns] : columns;
	return [
		'### Who gets where',
		'',
		...heading(names),
		...fitting(rows, budget, (count) => row([`${count} more`, ...names.slice(1).map(() => '')])),
	];
}

/** What was replaced or left out, and what narrows the run. */
export function renderMarkdownNotes(run: Run, budget: number): readonly string[] {
	const limits = run.targets.flatMap((target) => target.limits);
	const all = new Set([...(run.lab?.notes ?? []), ...limits, ...run.hints]);
	if (all.size === 0) return [];
	const notes = [...all].map((it) => `- ${inline(it)}`);
	const shown = fitting(notes, budget, (count) => `- ${count} more`);
	return ['<details><summary>Notes</summary>', '', ...shown, '', '</details>'];
}

function accessText({ access, tested }: LocationSummary): string {
	switch (access) {
		case 'protected':
			return tested ? '✅ protected' : 'protected, not tested';
		case 'open':
			return 'open';
		case 'same-for-everybody':
			return 'same for everybody';
		case 'closed':
			return '❔ closed';
		case 'unknown':
			return '❔ unknown';
	}
}
