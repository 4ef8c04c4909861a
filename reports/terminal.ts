/** The report that people read: every family, then what is wrong, then the result. */
import type { Severity } from '../fixtures/variant.ts';
import type { Finding, Run } from '../harness/finding.ts';
import { qualifiers } from './case-name.ts';
import { printable } from './escape.ts';
import { groupBy } from './group-by.ts';
import { hanging, labelled, reportWidth, wrap } from './layout.ts';
import type { ReportOptions } from './reporter.ts';
import { type Style, style } from './style.ts';
import { blockKey, renderBlock } from './terminal-block.ts';
import { renderConclusion, renderHints, renderLimits } from './terminal-end.ts';
import { renderRow, sign } from './terminal-row.ts';

/** The whole run. What a target sent is escaped; colour is the caller's choice. */
export function renderTerminal(run: Run, options: ReportOptions): string {
	const colors = style(options.color);
	const sections = [
		[renderHeader(run, colors)],
		isSilent(run) ? [] : renderFamilies(run, colors),
		renderReasons(run, 'skipped', colors),
		renderReasons(run, 'waived', colors),
		renderTolerated(run, colors),
		...renderDeviations(run, colors).map((block) => [block]),
		...renderInconclusive(run, colors).map((block) => [block]),
		renderLimits(run),
		[...renderHints(run, colors), ...renderConclusion(run, colors)],
	];
	const filled = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
	return `${filled.join('\n\n')}\n`;
}

/** One finding alone, as a block. */
export function renderFinding(finding: Finding, options: ReportOptions): string {
	const qualifiers = finding.instance === null ? [] : [finding.instance];
	return renderBlock([finding], qualifiers, style(options.color));
}

function renderHeader({ tool, targets, profile }: Run, colors: Style): string {
	const where = targets.map(({ url, address }) => `${printable(url)} (${printable(address)})`);
	const preset = profile === 'default' ? [] : [`profile ${profile}`];
	return [colors.bold(printable(`${tool.name} ${tool.version}`)), ...where, ...preset].join(' · ');
}

function renderFamilies(run: Run, colors: Style): readonly string[] {
	const qualify = qualifiers(run);
	const named = run.findings
		.filter((finding) => finding.outcome !== 'skipped')
		.map((finding) => ({ finding, name: rowName(finding, qualify(finding)) }));
	const width = Math.min(longestName, Math.max(0, ...named.map(({ name }) => name.length)));
	return [...groupBy(named, ({ finding }) => finding.family)].flatMap(([family, members]) => [
		colors.bold(printable(family, 100)),
		...[...groupBy(members, ({ name }) => name)].map(([name, rows]) =>
			renderRow(
				rows.map(({ finding }) => finding),
				name.padEnd(width),
				colors,
			),
		),
	]);
}

function rowName(finding: Finding, qualifiers: readonly string[]): string {
	return [finding.id, ...qualifiers].map((part) => printable(part, 150)).join(' ');
}

function renderReasons(run: Run, outcome: 'skipped' | 'waived', colors: Style): readonly string[] {
	const findings = run.findings.filter((finding) => finding.outcome === outcome);
	if (findings.length === 0) return [];
	return [
		colors.bold(outcome),
		...[...groupBy(findings, ({ message }) => message)].flatMap(([reason, members]) => [
			...hanging('  - ', printable(reason)).map((line) =>
				line.replace(/^ {2}-/u, () => `  ${sign(outcome, colors)}`),
			),
			...wrap(ids(members), reportWidth - 6).map((line) => colors.dim(`      ${line}`)),
		]),
	];
}

/** Deviations that fail nothing: good servers have some, so a line each is enough. */
function renderTolerated(run: Run, colors: Style): readonly string[] {
	const tolerated = run.findings
		.filter(({ outcome, fails }) => outcome === 'deviates' && !fails)
		.toSorted((a, b) => weight(b) - weight(a));
	if (tolerated.length === 0) return [];
	const qualify = qualifiers(run);
	return [
		`${colors.bold('deviates, too little to fail')} ${colors.dim('(mtls-gauntlet explain ID says more)')}`,
		...[...groupBy(tolerated, (it) => rowName(it, qualify(it)))].map(([name, [first]]) => {
			const what = `${first.verdict ?? 'nothing'} (${first.severity}): ${first.title}`;
			return `  ${sign('deviates', colors)} ${name}  ${printable(what, 200)}`;
		}),
	];
}

function renderDeviations(run: Run, colors: Style): readonly string[] {
	const worstFirst = run.findings
		.filter(({ fails }) => fails)
		.toSorted((a, b) => weight(b) - weight(a));
	const qualify = qualifiers(run);
	return [...groupBy(worstFirst, blockKey)].map(([, findings]) =>
		renderBlock(findings, qualify(findings[0]), colors),
	);
}

/** A dead target says the same of every variant: one block shows it, the others are named. */
function renderInconclusive(run: Run, colors: Style): readonly string[] {
	const findings = run.findings.filter(({ outcome }) => outcome === 'inconclusive');
	const qualify = qualifiers(run);
	return [...groupBy(findings, ({ message }) => message)].map(([, alike]) => {
		const [first] = alike;
		const same = alike.filter((it) => blockKey(it) === blockKey(first));
		const others = named(
			alike.filter((it) => blockKey(it) !== blockKey(first)),
			first,
			qualify,
		);
		const rest = others !== '' && isSilent(run) ? 'everything else' : others;
		return [
			renderBlock([first, ...same.slice(1)], qualify(first), colors),
			...(rest === '' ? [] : labelled('likewise', wrap(rest, reportWidth - 15))),
		].join('\n');
	});
}

/** Ids, and of what shares its id with the one that is shown also where it was. */
function named(
	findings: readonly Finding[],
	shown: Finding,
	qualify: (finding: Finding) => readonly string[],
): string {
	const names = findings.map((it) =>
		it.id === shown.id ? rowName(it, qualify(it)) : printable(it.id, 150),
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

function ids(findings: readonly Finding[]): string {
	return [...new Set(findings.map(({ id }) => printable(id, 150)))].join(' ');
}

function weight({ severity }: Finding): number {
	return severities.indexOf(severity);
}

/** Columns after which names stop pushing the rest to the right. */
const longestName = 48;

const severities: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical'];
