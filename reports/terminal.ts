/** The report that people read: every family, then what is wrong, then the result. */
import { type Finding, type Run, waiverFamily } from '../harness/finding.ts';
import { blockKey, mergedBlocks } from './block-key.ts';
import { renderComparison } from './changes.ts';
import { printable } from './escape.ts';
import { groupBy } from './group-by.ts';
import { labelled, reportWidth, wrap } from './layout.ts';
import { listed } from './places.ts';
import type { ReportOptions } from './reporter.ts';
import { type Style, style } from './style.ts';
import { renderBlock } from './terminal-block.ts';
import { renderConclusion, renderHints, renderLimits } from './terminal-end.ts';
import { placeNames, renderFamilies, rowName } from './terminal-families.ts';
import { renderLocations, renderNotes } from './terminal-places.ts';
import { namesOrFamilies, reasonLines, renderWaived } from './terminal-reasons.ts';
import { sign } from './terminal-row.ts';
import { silentTargets } from './silent-targets.ts';
import { renderTargets } from './terminal-targets.ts';
import { worstFirst } from './worst-first.ts';

/** The whole run. What a target sent is escaped; colour is the caller's choice. */
export function renderTerminal(run: Run, options: ReportOptions): string {
	const colors = style(options.color);
	const sections = [
		[renderHeader(run, colors)],
		renderTargets(run, colors),
		...renderLocations(run, colors),
		// A table of some of them would read as if it were all.
		isSilent(run) || run.leftOut !== undefined ? [] : renderFamilies(run, colors),
		renderSkipped(run, colors),
		renderWaived(run, colors),
		renderTolerated(run, colors),
		...renderDeviations(run, colors).map((block) => [block]),
		...renderInconclusive(run, colors).map((block) => [block]),
		renderLimits(run),
		renderNotes(run, colors),
		renderComparison(run, colors),
		[...renderHints(run, colors), ...renderConclusion(run, colors)],
	];
	const filled = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
	return `${filled.join('\n\n')}\n`;
}

/** One finding alone, as a block. */
export function renderFinding(finding: Finding, options: ReportOptions): string {
	return renderBlock([finding], [], style(options.color));
}

function renderHeader({ tool, targets, profile, lab, shard }: Run, colors: Style): string {
	const urls = targets.map(({ url, address }) =>
		address === '' ? printable(url) : `${printable(url)} (${printable(address)})`,
	);
	const where = urls.length > mostInHeader ? [`${urls.length} targets`] : urls;
	const source = lab === undefined ? [] : [printable(lab.source, 200)];
	const part = shard === undefined ? [] : [`shard ${shard.index}/${shard.count}`];
	const preset = profile === 'default' ? [] : [`profile ${profile}`];
	const name = colors.bold(printable(`${tool.name} ${tool.version}`));
	return [name, ...source, ...where, ...part, ...preset].join(' · ');
}

function renderSkipped(run: Run, colors: Style): readonly string[] {
	const findings = run.findings.filter(({ outcome }) => outcome === 'skipped');
	if (findings.length === 0) return [];
	return [
		colors.bold('skipped'),
		...[...groupBy(findings, ({ message }) => message)].flatMap(([reason, members]) =>
			reasonLines(reason, namesOrFamilies(members), sign('skipped', colors), colors),
		),
	];
}

/** Deviations that fail nothing: good servers have some, so a line each is enough. */
function renderTolerated(run: Run, colors: Style): readonly string[] {
	// What fails nothing because of a comparison is listed there.
	const tolerated = worstFirst(
		run.findings.filter(
			({ outcome, fails, standing }) =>
				outcome === 'deviates' && !fails && standing?.alone !== true,
		),
	);
	if (tolerated.length === 0) return [];
	const place = placeNames(run);
	const lines = groupBy(tolerated, (it) => JSON.stringify([rowName(it, []), it.verdict]));
	return [
		`${colors.bold('deviates, too little to fail')} ${colors.dim('(mtls-gauntlet explain ID says more)')}`,
		...[...lines.values()].map((members) => {
			const [first] = members;
			const what = `${shownVerdict(first)}(${first.severity}): ${first.title}`;
			const places = [...new Set(members.map((it) => place(it).join(' ')))];
			const name = rowName(first, places.length === 1 ? place(first) : []);
			const tail = places.length === 1 ? '' : ` (${places.length} places)`;
			return `  ${sign('deviates', colors)} ${name}  ${printable(what, 200)}${tail}`;
		}),
	];
}

/** Findings about a waivers file have none. */
function shownVerdict({ verdict, family }: Finding): string {
	return family === waiverFamily ? '' : `${verdict ?? 'nothing'} `;
}

function renderDeviations(run: Run, colors: Style): readonly string[] {
	const failing = worstFirst(run.findings.filter(({ fails }) => fails));
	const place = placeNames(run);
	return mergedBlocks(failing).map(([findings, ...others]) => {
		const places = [findings, ...others].map(([it]) => place(it).join(' '));
		return renderBlock(findings, place(findings[0]), colors, others.length === 0 ? [] : places);
	});
}

/** A dead target says the same of every variant: one block shows it, the others are named. */
function renderInconclusive(run: Run, colors: Style): readonly string[] {
	const findings = run.findings.filter(({ outcome }) => outcome === 'inconclusive');
	const place = placeNames(run);
	const silent = silentTargets(run.findings);
	return [...groupBy(findings, ({ message }) => message)].map(([, alike]) => {
		const [first] = alike;
		const same = alike.filter((it) => blockKey(it) === blockKey(first));
		const others = named(
			alike.filter((it) => blockKey(it) !== blockKey(first)),
			first,
			place,
		);
		const targets = [...new Set(alike.map(({ target }) => target))];
		const isAll = targets.every((it) => silent.has(it));
		const all =
			run.targets.length > 1 ? `everything else of ${listed(targets, 4)}` : 'everything else';
		const rest = others !== '' && isAll ? printable(all) : others;
		return [
			renderBlock([first, ...same.slice(1)], place(first), colors),
			...(rest === '' ? [] : labelled('likewise', wrap(rest, reportWidth - 15))),
		].join('\n');
	});
}

/** Ids, and of what shares its id with the one that is shown also where it was. */
function named(
	findings: readonly Finding[],
	shown: Finding,
	place: (finding: Finding) => readonly string[],
): string {
	const names = findings.map((it) =>
		it.id === shown.id ? rowName(it, place(it)) : printable(it.id, 150),
	);
	return [...new Set(names)].join(' ');
}

/** Whether the run learnt one thing only: a table would say it of every variant. */
function isSilent({ findings }: Run): boolean {
	const tested = findings.filter(({ outcome }) => outcome !== 'skipped');
	const silent = tested.filter(({ outcome }) => outcome === 'inconclusive');
	const messages = new Set(silent.map(({ message }) => message));
	return silent.length === tested.length && messages.size === 1;
}

/** Targets that the first line names one by one. */
const mostInHeader = 3;
