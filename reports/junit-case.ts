/** What a testcase says, before any XML: its name, its properties and its result. */
import { type Finding, type Run, waiverFamily } from '../harness/finding.ts';
import { askedTexts } from './asked-text.ts';
import { qualifiers } from './case-name.ts';
import { comparisonCases } from './junit-comparison.ts';
import { conclusionCases } from './junit-conclusion.ts';
import { capBytes, plain } from './escape.ts';
import { evidence, expectedText, headline, observedText, ruleTexts } from './finding-text.ts';
import { sentText } from './sent-text.ts';
import type { Placed } from './place-in-file.ts';
import { waivedText } from './waiver-text.ts';

/** Every text in it is safe for XML and not empty; a case stays under 8 KB. */
export interface JunitCase {
	readonly family: string;
	readonly classname: string;
	readonly name: string;
	readonly durationMs: number;
	/** What it is about; `null`: the run. */
	readonly about: Placed | null;
	readonly properties: readonly (readonly [name: string, value: string])[];
	readonly result: JunitResult;
}

export type JunitResult =
	| { readonly kind: 'passed'; readonly text: string }
	| { readonly kind: 'skipped'; readonly message: string }
	| {
			readonly kind: 'failure' | 'error';
			readonly message: string;
			readonly type: string;
			readonly text: string;
	  };

/**
 * One case per finding, in order. GitLab drops the second of two with the same name; `target` tells
 * them apart from those of other targets.
 */
export function junitCases(run: Run, target?: string): readonly JunitCase[] {
	const qualify = qualifiers(run);
	const unique = uniqueNames();
	const ofFindings = run.findings.map((finding): JunitCase => {
		const family = finding.family.replaceAll(/[^\w-]+/g, '-').slice(0, 60);
		return {
			family,
			classname: `mtls.${family}`,
			name: unique(
				caseName(finding, [...qualify(finding), ...(target === undefined ? [] : [target])]),
			),
			durationMs: finding.durationMs,
			about: finding,
			properties: properties(finding, run),
			result: result(finding, run),
		};
	});
	return [...ofFindings, ...comparisonCases(run, unique), ...conclusionCases(run, target)];
}

function caseName(finding: Finding, qualifiers: readonly string[]): string {
	const brackets = [...(finding.tls === null ? [] : [finding.tls]), ...qualifiers];
	const suffix =
		brackets.length === 0 ? '' : ` [${brackets.map((it) => plain(it, 150)).join(', ')}]`;
	return `${plain(finding.id, 100)} – ${plain(finding.title, 200)}${suffix}`;
}

function uniqueNames(): (name: string) => string {
	const taken = new Map<string, number>();
	const unique = (name: string): string => {
		const count = (taken.get(name) ?? 0) + 1;
		taken.set(name, count);
		return count === 1 ? name : unique(`${name} #${count}`);
	};
	return unique;
}

function properties(finding: Finding, run: Run): JunitCase['properties'] {
	const { alert, status } = finding;
	const all: readonly (readonly [string, string | null])[] = [
		['level', finding.level],
		['severity', finding.severity],
		['outcome', finding.outcome],
		['verdict', finding.verdict],
		['tls', finding.tls],
		['alert', alert === null ? null : `${alert.name} (${alert.number})`],
		['code', finding.code],
		['status', status === null ? null : String(status)],
		['reason', finding.reason],
		['reference', finding.reference],
		['waiver', finding.waiver === undefined ? null : waivedText(finding, run)],
		['cites', finding.cites.map((cite) => cite.section).join(', ') || null],
	];
	return all.flatMap(([name, value]) =>
		value === null ? [] : [[name, capBytes(plain(value, 200), 200)] as const],
	);
}

function result(finding: Finding, run: Run): JunitResult {
	const message = capBytes(plain(headline(finding), 400), 500);
	switch (finding.outcome) {
		case 'skipped':
			return { kind: 'skipped', message };
		case 'inconclusive':
			return { kind: 'error', message, type: errorType(finding), text: fullText(finding) };
		case 'deviates': {
			const text = fullText(finding);
			if (finding.fails) return { kind: 'failure', message, type: failureType(finding), text };
			return { kind: 'passed', text: `${whyPassed(finding)}\n${text}` };
		}
		case 'waived':
			return { kind: 'passed', text: `${waivedLine(finding, run)}\n${fullText(finding)}` };
		case 'conforms':
			return { kind: 'passed', text: plain(`observed: ${observedText(finding)}`, 600) };
	}
}

/** A deviation passes for one of these reasons. */
function whyPassed({ standing, severity }: Finding): string {
	if (standing?.alone !== true) return `deviates, but ${severity} is below what fails`;
	return standing.kind === 'as-before'
		? 'deviates as it did in the run that this one was compared with'
		: 'deviates, but the run that this one was compared with does not have it';
}

function waivedLine(finding: Finding, run: Run): string {
	return finding.waiver === undefined
		? 'waived'
		: plain(`waived: ${waivedText(finding, run)}`, 700);
}

function failureType(finding: Finding): string {
	if (finding.family === waiverFamily) return 'waiver';
	if (finding.verdict === finding.expected) return 'wrong-alert';
	return finding.verdict === 'accept' ? 'accepted' : 'rejected';
}

function errorType(finding: Finding): string {
	return plain(finding.code ?? (evidence(finding) || 'inconclusive'), 100);
}

// GitLab shows the text alone, so it repeats the message in its first line.
function fullText(finding: Finding): string {
	const sent = sentText(finding);
	const lines = [
		headline(finding),
		...(sent === null ? [] : [`sent: ${sent}`]),
		...askedTexts(finding).map((asked) => `asked: ${asked}`),
		`expected: ${expectedText(finding)}`,
		`observed: ${observedText(finding)}`,
		...ruleTexts(finding).map((rule) => `rule: ${rule}`),
		`why: ${finding.why}`,
		...(finding.affected === null ? [] : [`affected: ${finding.affected}`]),
		`fix: ${finding.fix}`,
	];
	const text = lines.map((line) => plain(line, 700)).join('\n');
	return capBytes(
		`${text}${reproduceText(finding, longestText - Buffer.byteLength(text))}`,
		longestText,
	);
}

/** Half a command is no command: they are all there or none is. */
function reproduceText({ reproduce }: Finding, bytes: number): string {
	const commands = reproduce
		.map((command) => `\nreproduce: ${plain(command, longestText)}`)
		.join('');
	if (Buffer.byteLength(commands) <= bytes) return commands;
	return '\nreproduce: the commands are too long for this report; they stand in the JSON report';
}

/** Bytes: with name, message and properties a case stays under 8 KB. */
const longestText = 4600;
