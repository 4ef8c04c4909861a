/** Annotations of GitHub Actions: what is wrong, the worst first, on the user's own files. */
import { type Finding, isOfTarget, type Run } from '../harness/finding.ts';
import { mergedBlocks } from './block-key.ts';
import { tlsNumber } from './case-name.ts';
import { printable } from './escape.ts';
import { expectedText, headline, observedText } from './finding-text.ts';
import { type Group, groupBy } from './group-by.ts';
import { type Placed, placeInFile } from './place-in-file.ts';
import { listed, placeName } from './places.ts';
import type { ReportOptions } from './reporter.ts';
import { untestedText } from './untested-text.ts';
import { weakerLocations } from './weaker-locations.ts';
import { type Annotation, workflowCommand } from './workflow-command.ts';
import { worstFirst } from './worst-first.ts';

/**
 * What fails the run and what could not be concluded are errors, other deviations warnings. GitHub
 * shows ten of each: what is beyond is counted in a notice. A run without any has no annotation.
 */
export function renderGithub(run: Run, options: ReportOptions): string {
	const failing = run.findings.filter(({ fails }) => fails);
	const passing = run.findings.filter(({ outcome, fails }) => outcome === 'deviates' && !fails);
	const errors = [
		...interruption(run),
		...weakerLocations(run).map((it): Annotation => ({
			...{ kind: 'error', title: 'mTLS: weaker than before' },
			message: printable(it.says),
			...fileAndLine(run, it.change, options),
		})),
		...annotations(run, failing, 'error', options),
		...unconcluded(run, options),
	];
	const warnings = annotations(run, passing, 'warning', options);
	const shown = [...errors.slice(0, mostOfAKind), ...warnings.slice(0, mostOfAKind)];
	const lines = [...shown, ...leftOut(run, errors.length, warnings.length)].map(workflowCommand);
	return lines.map((line) => `${line}\n`).join('');
}

/** One for each variant and what it looked like; its places are named together. */
function annotations(
	run: Run,
	findings: readonly Finding[],
	kind: 'error' | 'warning',
	options: ReportOptions,
): readonly Annotation[] {
	return mergedBlocks(worstFirst(findings)).map((members): Annotation => {
		const [[finding]] = members;
		const lines = [
			headline(finding),
			`where: ${whereText(run, members.flat())}`,
			`expected: ${expectedText(finding)}`,
			`observed: ${observedText(finding)}`,
			`fix: ${finding.fix}`,
		];
		return {
			kind,
			title: printable(`mTLS ${finding.severity}: ${finding.title} (${finding.id})`, 250),
			message: text(lines),
			...fileAndLine(run, finding, options),
		};
	});
}

/** A dead target says the same of every variant: that is one annotation. */
function unconcluded(run: Run, options: ReportOptions): readonly Annotation[] {
	const findings = run.findings.filter(({ outcome }) => outcome === 'inconclusive');
	const title = 'mTLS: could not be concluded';
	if (run.conclusion === 'inconclusive' && findings.length === 0 && !run.interrupted) {
		const message = untestedText(run);
		return [{ kind: 'error', title, message, file: null, line: null }];
	}
	const alike = groupBy(findings, ({ target, message }) => JSON.stringify([target, message]));
	return [...alike.values()].map((members): Annotation => {
		const ids = listed([...new Set(members.map(({ id }) => id))], 10);
		const lines = [headline(members[0]), `where: ${whereText(run, members)}`, `of: ${ids}`];
		return { kind: 'error', title, message: text(lines), ...fileAndLine(run, members[0], options) };
	});
}

function interruption({ interrupted }: Run): readonly Annotation[] {
	if (!interrupted) return [];
	const message = 'the run was interrupted: its reports are partial';
	return [{ kind: 'error', title: 'mTLS: interrupted', message, file: null, line: null }];
}

function leftOut(run: Run, errors: number, warnings: number): readonly Annotation[] {
	const more = [
		...(errors > mostOfAKind ? [`${errors - mostOfAKind} more errors`] : []),
		...(warnings > mostOfAKind ? [`${warnings - mostOfAKind} more warnings`] : []),
	];
	if (more.length === 0) return [];
	const all = run.leftOut === undefined ? '' : ', and what there was no room to hold';
	const message = `${more.join(' and ')}${all}: the other reports of the run have them`;
	return [{ kind: 'notice', title: 'mTLS: not annotated', message, file: null, line: null }];
}

function whereText(
	{ targets }: Run,
	[first, ...others]: Group<Finding> | readonly Finding[],
): string {
	const findings = [...(first === undefined ? [] : [first]), ...others];
	const versions = [...new Set(findings.flatMap((it) => tlsNumber(it) ?? []))].toSorted();
	const hasTargets = targets.length > 1;
	const places = [...new Set(findings.map((it) => placeName(ofTarget(it), hasTargets)))];
	const target = hasTargets ? [] : targets.map(({ url }) => url);
	const instances = [...new Set(findings.flatMap(({ instance }) => instance ?? []))];
	return [
		...(versions.length === 0 ? [] : [`TLS ${versions.join(', ')}`]),
		...instances,
		listed(
			places.filter((place) => place !== ''),
			10,
		),
		...target,
	]
		.filter((part) => part !== '')
		.join(' · ');
}

/** What is about the target itself is at no path. */
function ofTarget(finding: Finding): Pick<Finding, 'target' | 'path'> {
	return isOfTarget(finding) ? { ...finding, path: '' } : finding;
}

function fileAndLine(
	run: Run,
	placed: Placed,
	options: ReportOptions,
): Pick<Annotation, 'file' | 'line'> {
	const place = placeInFile(run, placed, options);
	// A line that is not known is the first: GitHub shows an annotation on no other.
	return place === null ? { file: null, line: null } : { file: place.file, line: place.line ?? 1 };
}

function text(lines: readonly string[]): string {
	return lines.map((line) => printable(line, 1000)).join('\n');
}

const mostOfAKind = 10;
