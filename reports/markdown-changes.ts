/** The table of a comparison in a comment. */
import { type Run, waivedMark } from '../harness/finding.ts';
import { asBefore, failingNotCompared } from './as-before.ts';
import { type ChangeGroup, changeGroups, isVerdict } from './change-groups.ts';
import { code, fitting, heading, inline, row } from './markdown-text.ts';

/** Weaker first; what is not news in a line each. */
export function renderMarkdownChanges(run: Run, budget: number): readonly string[] {
	const { comparison, targets } = run;
	if (comparison === undefined) return [];
	const groups = order.flatMap((kind) =>
		changeGroups(comparison, targets.length > 1).filter((it) => it.kind === kind),
	);
	const rows = groups.map(groupRow);
	const table = [
		...heading(['change', 'what', 'where', 'before', 'after']),
		...fitting(rows, budget, (count) => row([`${count} more`, '…', '', '', ''])),
	];
	return [
		'### What changed',
		'',
		...(groups.some(isVerdict) ? [] : ['No verdict changed.', '']),
		...(rows.length === 0 ? [] : table),
		...idsText(asBefore(run), (count) => `As before, ${count} would fail without the comparison`),
		...notCompared(run),
	];
}

function groupRow(group: ChangeGroup): string {
	const { ids, what, where, before, after } = group;
	const shown = ids.slice(0, mostIds).map((id) => code(id, 100));
	const more = ids.length > mostIds ? ` and ${ids.length - mostIds} more` : '';
	return row([
		kindText(group),
		`${inline(what)}${shown.length === 0 ? '' : `<br>${shown.join(' ')}${more}`}`,
		where === '' ? '' : inline(where),
		inline(before, 120),
		inline(after, 120),
	]);
}

function kindText({ kind, what, failing }: ChangeGroup): string {
	switch (kind) {
		case 'weaker':
			return '⛔ weaker';
		case 'stronger':
			return '✅ stronger';
		case 'other':
			if (what.endsWith(waivedMark)) return 'waived';
			return failing ? '⛔ fails' : 'other';
	}
}

function notCompared(run: Run): readonly string[] {
	const count = run.comparison?.notCompared ?? 0;
	if (count === 0) return [];
	const ids = failingNotCompared(run);
	const what = `${variants(count)} not compared: not in both runs, or judged by another rule.`;
	return [
		'',
		what,
		...idsText(ids, (text) => `Of these, ${text} would fail without the comparison`),
	];
}

function idsText(ids: readonly string[], text: (count: string) => string): readonly string[] {
	if (ids.length === 0) return [];
	const more = ids.length > mostListed ? ` and ${ids.length - mostListed} more` : '';
	const listed = ids.slice(0, mostListed).map((id) => code(id, 100));
	return ['', `${text(variants(ids.length))}: ${listed.join(' ')}${more}`];
}

function variants(count: number): string {
	return count === 1 ? '1 variant' : `${count} variants`;
}

const order: readonly ChangeGroup['kind'][] = ['weaker', 'other', 'stronger'];
const mostIds = 8;
const mostListed = 20;
