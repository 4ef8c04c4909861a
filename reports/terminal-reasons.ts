/** Findings that are told by their reason: what is waived, and what the run cannot say of waivers. */
import type { Finding, Run } from '../harness/finding.ts';
import { printable } from './escape.ts';
import { groupBy } from './group-by.ts';
import { hanging, reportWidth, wrap } from './layout.ts';
import type { Style } from './style.ts';
import { sign } from './terminal-row.ts';
import { entryName, untestedWaivers, waivedGroups } from './waiver-text.ts';

/** What passes by a waiver, each with its reason and its last day. */
export function renderWaived(run: Run, colors: Style): readonly string[] {
	const waived = waivedGroups(run).flatMap(({ text, findings }) =>
		reasonLines(text, names(findings), sign('waived', colors), colors),
	);
	const untested = untestedWaivers(run).map(entryName).join(', ');
	const rest = untested === '' ? [] : [`not known whether still needed: ${untested}`];
	const lines = [
		...waived,
		...rest.flatMap((text) => hanging('    ', printable(text))).map((line) => colors.dim(line)),
	];
	if (lines.length === 0) return [];
	return [colors.bold(waived.length === 0 ? 'waivers' : 'waived'), ...lines];
}

/** The ids of some findings; of many how many there are in which family, so that all fits a screen. */
export function namesOrFamilies(findings: readonly Finding[]): string {
	const ids = new Map(findings.map(({ id, family }) => [id, family]));
	if (ids.size <= mostNames) return names(findings);
	const families = groupBy(ids.values(), (family) => family);
	const counts = [...families].map(([family, { length }]) => `${printable(family, 60)} ${length}`);
	return `${ids.size} variants: ${counts.join(', ')}`;
}

function names(findings: readonly Finding[]): string {
	return [...new Set(findings.map(({ id }) => printable(id, 150)))].join(' ');
}

/** A reason, and under it what it is about. */
export function reasonLines(
	reason: string,
	about: string,
	mark: string,
	colors: Style,
): readonly string[] {
	return [
		...hanging('  - ', printable(reason)).map((line) => line.replace(/^ {2}-/u, () => `  ${mark}`)),
		...wrap(about, reportWidth - 6).map((line) => colors.dim(`      ${line}`)),
	];
}

/** Ids of a reason that are still told one by one: two lines of them. */
const mostNames = 6;
