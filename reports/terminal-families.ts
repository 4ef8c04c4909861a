/** The table of a run: a row for each variant, also where several paths and targets ended alike. */
import { type Finding, isOfTarget, type Run, waiverFamily } from '../harness/finding.ts';
import { qualifiers } from './case-name.ts';
import { printable } from './escape.ts';
import { type Group, groupBy } from './group-by.ts';
import { countedPlaces, listed, placeName } from './places.ts';
import { type Style, style } from './style.ts';
import { silentTargets } from './silent-targets.ts';
import { renderRow } from './terminal-row.ts';

/** Everything that was tested, by family. */
export function renderFamilies(run: Run, colors: Style): readonly string[] {
	const silent = run.targets.length > 1 ? silentTargets(run.findings) : new Set<string>();
	const tested = run.findings.filter(
		({ outcome, family, target }) =>
			outcome !== 'skipped' && family !== waiverFamily && !silent.has(target),
	);
	const rows = mergedRows(run, tested);
	const width = Math.min(longestName, Math.max(0, ...rows.map(({ name }) => name.length)));
	return [...groupBy(rows, ({ findings }) => findings[0].family)].flatMap(([family, members]) => [
		colors.bold(printable(family, 100)),
		...members.map(({ findings, name, places }) =>
			renderRow(findings, name.padEnd(width), colors, places),
		),
	]);
}

/** Id and instance of a variant, and the place where it is told apart from others. */
export function rowName(finding: Finding, places: readonly string[]): string {
	const { id, instance } = finding;
	return [id, ...(instance === null ? [] : [instance]), ...places]
		.map((part) => printable(part, 150))
		.join(' ');
}

/** Names the place of a finding as briefly as the run permits. */
export function placeNames(run: Run): (finding: Finding) => readonly string[] {
	const qualify = qualifiers(run);
	const hasTargets = new Set(run.findings.map(({ target }) => target)).size > 1;
	return (finding) => {
		const path = isOfTarget(finding) ? '' : finding.path;
		if (hasTargets) return [placeName({ target: finding.target, path }, true)];
		// What is about the target itself is at no path.
		const shown = qualify({ ...finding, instance: null });
		return isOfTarget(finding) ? shown.filter((it) => it !== finding.path) : shown;
	};
}

interface Row {
	/** Those of one place, which stand for all. */
	readonly findings: Group<Finding>;
	readonly name: string;
	/** The places that ended alike; empty where the name says it. */
	readonly places: string;
}

function mergedRows(run: Run, tested: readonly Finding[]): readonly Row[] {
	const name = placeNames(run);
	const hasTargets = new Set(run.findings.map(({ target }) => target)).size > 1;
	const variants = groupBy(tested, ({ id, instance }) => JSON.stringify([id, instance]));
	return [...variants.values()].flatMap((findings) => {
		const places = groupBy(findings, (it) => JSON.stringify(placeKey(it)));
		const alike = groupBy(places.values(), (members) => renderRow(members, '', colorless));
		return [...alike.values()].map((members): Row => {
			const [first] = members;
			// A URL in the name would push everything else to the right.
			const isNamed = members.length === 1 && !hasTargets;
			return {
				findings: first,
				name: rowName(first[0], isNamed ? name(first[0]) : []),
				places: isNamed ? '' : placesText(members, places.size, name),
			};
		});
	});
}

function placesText(
	members: readonly Group<Finding>[],
	all: number,
	name: (finding: Finding) => readonly string[],
): string {
	const count = countedPlaces(members.map(([{ target, path }]) => ({ target, path })));
	const isAll = members.length === all && all > 1;
	if (isAll || members.length > mostNamed) return count;
	return printable(
		listed(
			members.map(([finding]) => name(finding).join(' ')),
			mostNamed,
		),
		200,
	);
}

function placeKey(finding: Finding): readonly unknown[] {
	const { target, servername, path } = finding;
	return [target, servername, isOfTarget(finding) ? '' : path];
}

const colorless = style(false);
/** Columns after which names stop pushing the rest to the right. */
const longestName = 48;
const mostNamed = 3;
