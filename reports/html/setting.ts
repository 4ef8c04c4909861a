/** What was tested and what narrows it: targets, lab, limits, hints. */
import type { LocationSummary, Run, TargetSummary } from '../../harness/finding.ts';
import { groupBy } from '../group-by.ts';
import { type Markup, markup } from './markup.ts';
import { signs } from './words.ts';

/** The targets; a table with what each came to where there are several. */
export function renderTargets({ targets, lab }: Run): Markup {
	const [only, ...more] = targets;
	const list =
		only !== undefined && more.length === 0
			? markup`<p><code>${only.url}</code>${asName(only)}, at ${only.address}</p>`
			: targetTable(targets);
	return section('targets', targets.length === 1 ? 'Target' : `${targets.length} targets`, [
		lab === undefined ? null : markup`<p>Lab: ${lab.source}</p>`,
		list,
		...targets.map((it) => locationTable(it)),
	]);
}

/** What the lab replaced, what the targets refuse although it is sound, and what would unlock more. */
export function renderNotes({ targets, lab, hints }: Run): Markup {
	const all = targets.flatMap(({ url, limits }) => limits.map((limit) => ({ url, limit })));
	const limits = [...groupBy(all, ({ limit }) => limit)].map(([limit, those]) => {
		const urls = [...new Set(those.map(({ url }) => url))];
		return urls.length === targets.length ? limit : `${limit} (${urls.join(', ')})`;
	});
	return markup`${list('limits', 'Limits of the target', limits)}${
		lab === undefined ? null : list('lab', 'What the lab replaced', lab.notes)
	}${list('hints', 'What would make the run say more', hints)}`;
}

function list(id: string, title: string, texts: readonly string[]): Markup | null {
	if (texts.length === 0) return null;
	return section(id, title, [markup`<ul>${texts.map((text) => markup`<li>${text}</li>`)}</ul>`]);
}

/** A titled part of the page. */
export function section(id: string, title: string, parts: readonly (Markup | null)[]): Markup {
	return markup`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${parts}</section>`;
}

/** A table that scrolls by itself where it is wider than the page. */
export function table(
	caption: string,
	names: readonly string[],
	rows: readonly (readonly (string | number | Markup | null)[])[],
): Markup {
	return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="plain"><caption class="unseen">${caption}</caption>
<thead><tr>${names.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
		(cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>`,
	)}</tbody></table></div>`;
}

function targetTable(targets: readonly TargetSummary[]): Markup {
	const shown = targets.slice(0, mostTargets);
	const rows = shown.map((it) => [
		markup`<code>${it.url}</code>${asName(it)}`,
		it.address,
		conclusionCell(it),
		it.summary?.fails ?? '',
		it.summary?.inconclusive ?? '',
		it.summary === undefined ? '' : it.summary.deviates - it.summary.fails,
		it.summary?.waived ?? '',
		it.summary?.conforms ?? '',
		it.summary?.skipped ?? '',
		it.durationMs === undefined ? '' : `${(it.durationMs / 1000).toFixed(1)}\u00a0s`,
	]);
	const more = targets.length - shown.length;
	return markup`${table('Targets', targetColumns, rows)}${
		more > 0 ? markup`<p>… and ${more} more, in the JSON report.</p>` : null
	}`;
}

function conclusionCell({ conclusion, summary }: TargetSummary): Markup | null {
	if (conclusion === undefined) return null;
	const isEmpty = summary?.planned === 0 && conclusion === 'conforms';
	const of = isEmpty ? 'skipped' : conclusion === 'deviates' ? 'fails' : conclusion;
	return markup`<strong class="m-${of}"><span class="sign" aria-hidden="true">${signs[of]}</span> ${
		isEmpty ? 'nothing was tested' : conclusion
	}</strong>`;
}

function asName({ name, url }: TargetSummary): Markup | null {
	return name === undefined || name === url ? null : markup` (${name})`;
}

function locationTable({ url, locations = [] }: TargetSummary): Markup | null {
	if (locations.length === 0) return null;
	return markup`<h3>Who gets where at <code>${url}</code></h3>${table(
		`Locations of ${url}`,
		['path', 'access', 'written', 'answers'],
		locations.map((it) => [
			markup`<code>${it.path}</code>`,
			it.access === 'open'
				? markup`<strong class="m-deviates"><span class="sign" aria-hidden="true">${signs.deviates}</span> ${accessText(it)}</strong>`
				: accessText(it),
			markup`<code>${it.written}</code> (${it.where})`,
			it.because,
		]),
	)}`;
}

function accessText({ access, tested }: LocationSummary): string {
	const words = access.replaceAll('-', ' ');
	return access === 'protected' && !tested ? `${words}, not tested` : words;
}

const targetColumns = [
	...['target', 'address', 'conclusion', 'fail', 'inconclusive', 'only deviate'],
	...['waived', 'conform', 'skipped', 'took'],
] as const;

/** Rows of a page that is to be read. */
const mostTargets = 1000;
