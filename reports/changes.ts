/** What differs from another run, on the terminal. */
import type { Change, Comparison, Run } from '../harness/finding.ts';
import { asBefore, failingNotCompared } from './as-before.ts';
import { type ChangeGroup, changeGroups, isVerdict, sentence } from './change-groups.ts';
import { printable } from './escape.ts';
import { hanging, wrap, reportWidth } from './layout.ts';
import type { ReportOptions } from './reporter.ts';
import { type Style, style } from './style.ts';

/** The changes alone, or that there are none; a blank line first, since it follows a report. */
export function renderChanges(comparison: Comparison, options: ReportOptions): string {
	const colors = style(options.color);
	const groups = changeGroups(comparison);
	const head = groups.some(isVerdict) ? 'what changed' : 'no verdict changed';
	return `\n${[colors.bold(head), ...changeLines(groups, colors)].join('\n')}\n`;
}

/** The section of a whole report; empty where nothing was compared. */
export function renderComparison(run: Run, colors: Style): readonly string[] {
	const { comparison, targets } = run;
	if (comparison === undefined) return [];
	const groups = changeGroups(comparison, targets.length > 1);
	return [
		colors.bold(`changes since ${printable(comparison.base, 200)}`),
		...(groups.some(isVerdict) ? [] : ['  no verdict changed']),
		...changeLines(groups, colors),
		...asBeforeLines(run, colors),
		...notComparedLines(run, colors),
	];
}

function changeLines(groups: readonly ChangeGroup[], colors: Style): readonly string[] {
	return kinds.flatMap((kind) => {
		const members = groups.filter((it) => it.kind === kind);
		const more = members.length - mostRows;
		return members.length === 0
			? []
			: [
					colors.bold(`  ${kind}`),
					...members.slice(0, mostRows).flatMap((it) => groupLines(it, colors)),
					...(more > 0 ? [`    … and ${more} more`] : []),
				];
	});
}

function groupLines(group: ChangeGroup, colors: Style): readonly string[] {
	const [first = '', ...rest] = hanging('    ', printable(sentence(group)));
	const ids = group.ids.map((id) => printable(id, 150));
	const shown = ids.slice(0, mostIds).join(' ');
	const more = ids.length > mostIds ? ` and ${ids.length - mostIds} more` : '';
	const way = `${printable(group.before, 200)} → ${printable(group.after, 200)}`;
	const detail = [shown + more, way].filter((part) => part !== '').join('  ');
	return [
		`  ${changeSign(group, colors)} ${first.trimStart()}`,
		...rest,
		...wrap(detail, reportWidth - 6).map((line) => colors.dim(`      ${line}`)),
	];
}

function changeSign({ kind, failing }: ChangeGroup, colors: Style): string {
	switch (kind) {
		case 'weaker':
			return colors.red('✗');
		case 'stronger':
			return colors.green('✓');
		case 'other':
			return failing ? colors.red('✗') : colors.yellow('!');
	}
}

function asBeforeLines(run: Run, colors: Style): readonly string[] {
	const ids = asBefore(run);
	if (ids.length === 0) return [];
	const count = ids.length === 1 ? '1 variant' : `${ids.length} variants`;
	return [
		...hanging('  ', `as before: ${count} would fail without the comparison`),
		...idLines(ids, colors),
	];
}

function notComparedLines(run: Run, colors: Style): readonly string[] {
	const count = run.comparison?.notCompared ?? 0;
	if (count === 0) return [];
	const ids = failingNotCompared(run);
	const fail = ids.length === 0 ? '' : `; these would fail without the comparison:`;
	const what = `${count} ${count === 1 ? 'variant was' : 'variants were'} not compared`;
	return [
		...hanging('  ', `${what}: not in both runs, or judged by another rule${fail}`),
		...idLines(ids, colors),
	];
}

function idLines(ids: readonly string[], colors: Style): readonly string[] {
	if (ids.length === 0) return [];
	const text = ids.map((id) => printable(id, 150)).join(' ');
	return wrap(text, reportWidth - 6).map((line) => colors.dim(`      ${line}`));
}

const kinds: readonly Change['kind'][] = ['weaker', 'other', 'stronger'];
/** Sentences of a kind; the JSON report has all. */
const mostRows = 100;
const mostIds = 12;
