/** The results of a SARIF file: deviations, one for each variant and place, whatever the TLS version. */
import type { Result } from 'sarif';
import { severities } from '../fixtures/variant.ts';
import { type Finding, isOfTarget, type Run } from '../harness/finding.ts';
import { tlsNumber } from './case-name.ts';
import { expectedText, headline, observedText } from './finding-text.ts';
import { type Group, groupBy } from './group-by.ts';
import { placeFingerprints } from './place-fingerprints.ts';
import type { ReportOptions } from './reporter.ts';
import { locationOf } from './sarif-location.ts';
import { messageText, value } from './sarif-text.ts';
import { sentText } from './sent-text.ts';

/** The least weight is the worst: what fails, what does not, what is waived; each by severity. */
export interface WeighedResult {
	readonly weight: number;
	readonly result: Result;
}

/** The worst first. */
export function sarifResults(run: Run, options: ReportOptions): readonly WeighedResult[] {
	const deviations = run.findings.filter(
		({ outcome }) => outcome === 'deviates' || outcome === 'waived',
	);
	const ordered = deviations.toSorted((a, b) => weight(a) - weight(b));
	const seen = new Map<string, number>();
	return [...groupBy(ordered, resultKey).values()].map((group): WeighedResult => {
		const [finding] = group;
		const result = {
			ruleId: value(finding.id, 200),
			level: level(finding),
			message: { text: message(run, group) },
			locations: [locationOf(run, finding, options)],
			partialFingerprints: fingerprints(finding, seen),
			...suppressions(finding),
			...baselineState(finding),
			properties: properties(group),
		};
		return { weight: weight(finding), result };
	});
}

function weight(finding: Finding): number {
	return (rank(finding) + 1) * severities.length - severities.indexOf(finding.severity);
}

function rank({ outcome, fails }: Finding): number {
	return fails ? 0 : outcome === 'deviates' ? 1 : 2;
}

/** Findings with the same key differ in the TLS version only. */
function resultKey(finding: Finding): string {
	const { waiver, standing } = finding;
	return JSON.stringify([placeKey(finding), rank(finding), waiver?.entry, standing?.kind]);
}

function placeKey({ id, target, servername, path, instance }: Finding): string {
	return JSON.stringify([id, target, servername, path, instance]);
}

/** What fails is an error, whatever its severity; what does not fail the run must not fail a check. */
function level({ fails, severity }: Finding): 'error' | 'warning' | 'note' {
	if (fails) return 'error';
	return severity === 'low' || severity === 'info' ? 'note' : 'warning';
}

function message({ targets }: Run, [finding, ...others]: Group<Finding>): string {
	const versions = new Set([finding, ...others].flatMap((it) => tlsNumber(it) ?? []));
	const where = [
		...(versions.size === 0 ? [] : [`TLS ${[...versions].toSorted().join(', ')}`]),
		...(finding.instance === null ? [] : [finding.instance]),
		...(isOfTarget(finding) ? [] : [finding.path]),
		...(targets.length > 1 ? [finding.target] : []),
	].filter((part) => part !== '');
	const sent = sentText(finding);
	const at = where.length === 0 ? '' : ` (${where.join('; ')})`;
	return messageText([
		`${finding.title}: ${headline(finding)}${at}.`,
		...(sent === null ? [] : [`sent: ${sent}`]),
		`expected: ${expectedText(finding)}`,
		`observed: ${observedText(finding)}`,
		`fix: ${finding.fix}`,
	]);
}

/**
 * Where a place has several results (waived on one TLS version only), those behind the worst are
 * counted.
 */
function fingerprints(finding: Finding, seen: Map<string, number>): Result['partialFingerprints'] {
	const key = placeKey(finding);
	const nth = (seen.get(key) ?? 0) + 1;
	seen.set(key, nth);
	return placeFingerprints(key, nth);
}

function suppressions({ waiver }: Finding): Pick<Result, 'suppressions'> {
	if (waiver === undefined) return {};
	const justification = value(`${waiver.reason} (waived until ${waiver.expires})`, 1000);
	return { suppressions: [{ kind: 'external', status: 'accepted', justification }] };
}

function baselineState({ standing }: Finding): Pick<Result, 'baselineState'> {
	if (standing === undefined) return {};
	return { baselineState: standing.kind === 'as-before' ? 'unchanged' : 'new' };
}

function properties([finding, ...others]: Group<Finding>): Record<string, unknown> {
	const { target, servername, path, instance, outcome, severity, verdict } = finding;
	const { status, alert, code, reason, standing, waiver } = finding;
	const told = { target, servername, path, instance, code, reason };
	return {
		outcome,
		severity,
		verdict,
		status,
		alert: alert?.name ?? null,
		...Object.fromEntries(
			Object.entries(told).map(([name, text]) => [name, text === null ? null : value(text)]),
		),
		tls: [...new Set([finding, ...others].flatMap(({ tls }) => tls ?? []))].toSorted(),
		...(standing === undefined ? {} : { standing: standing.kind }),
		...(waiver === undefined ? {} : { waiver: value(waiver.id), expires: waiver.expires }),
	};
}
