/** What a run was judged with: another run, waivers. */
import type { Run } from '../../harness/finding.ts';
import { asBefore, failingNotCompared } from '../as-before.ts';
import { type ChangeGroup, changeGroups, isVerdict, sentence } from '../change-groups.ts';
import { type Markup, markup } from './markup.ts';
import { section, table } from './setting.ts';

/** What got weaker, stronger or other; `null` where nothing was compared. */
export function renderComparison(run: Run): Markup | null {
	const { comparison, targets } = run;
	if (comparison === undefined) return null;
	const groups = changeGroups(comparison, targets.length > 1);
	const rest = [
		counted(asBefore(run), 'would fail without the comparison, and deviated before'),
		counted(
			failingNotCompared(run),
			'would fail without the comparison: not in both runs, or judged by another rule',
		),
	];
	return section('changes', `Changes since ${comparison.base}`, [
		groups.some(isVerdict) ? null : markup`<p>No verdict changed.</p>`,
		groups.length === 0 ? null : changeTable(groups),
		...rest.map((text) => (text === null ? null : markup`<p>${text}</p>`)),
	]);
}

/** Every entry of the waivers file, and what became of it; `null` without one. */
export function renderWaivers({ waivers }: Run): Markup | null {
	if (waivers === undefined) return null;
	const rows = waivers.entries
		.slice(0, mostRows)
		.map((it) => [
			markup`<code>${it.id}</code>`,
			[it.target, it.tls, it.path].filter((part) => part !== null).join(' ') || 'anywhere',
			it.reason,
			it.expires,
			it.waived,
			standing(it),
		]);
	return section('waivers', `Waivers of ${waivers.file}`, [
		waivers.entries.length === 0
			? markup`<p>It holds no entry.</p>`
			: table('Waivers', ['id', 'where', 'reason', 'until', 'waived', 'note'], rows),
	]);
}

function standing(entry: NonNullable<Run['waivers']>['entries'][number]): string {
	const { expired, changed, conforming, undecided, waived } = entry;
	const parts = [
		...(expired === 0 ? [] : [`expired: ${expired} no longer covered`]),
		...(changed === 0 ? [] : [`${changed} look different from what it pins`]),
		...(conforming === 0 ? [] : [`${conforming} conform`]),
		...(undecided === 0 ? [] : [`${undecided} undecided`]),
	];
	return parts.length === 0 && waived === 0 ? 'matches nothing' : parts.join('; ');
}

function changeTable(groups: readonly ChangeGroup[]): Markup {
	const rows = groups
		.slice(0, mostRows)
		.map((group) => [
			markup`<strong class="${group.kind === 'weaker' || group.failing ? 'm-fails' : 'm-skipped'}">${group.kind}</strong>`,
			sentence(group),
			`${group.before} → ${group.after}`,
			markup`<code>${group.ids.slice(0, 20).join(' ')}</code>`,
		]);
	const more = groups.length - rows.length;
	return markup`${table('Changes', ['kind', 'what', 'before → after', 'variants'], rows)}${
		more > 0 ? markup`<p>… and ${more} more, in the JSON report.</p>` : null
	}`;
}

function counted(ids: readonly string[], what: string): string | null {
	if (ids.length === 0) return null;
	const names = ids.length > 30 ? `${ids.slice(0, 30).join(', ')} …` : ids.join(', ');
	return `${ids.length} ${ids.length === 1 ? 'variant' : 'variants'} ${what}: ${names}`;
}

/** The JSON report has all. */
const mostRows = 500;
