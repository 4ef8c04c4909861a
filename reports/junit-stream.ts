/** JUnit of several targets: one after the other, so that none but one is in memory. */
import type { Run, RunPart, SpooledRun } from '../harness/finding.ts';
import { capBytes, plain } from './escape.ts';
import { renderJunit } from './junit.ts';
import { isSilent } from './junit-conclusion.ts';
import type { ReportOptions } from './reporter.ts';

/** One file for all of them; the name of every case ends with its target. */
export async function* streamJunit(
	{ run, parts }: SpooledRun,
	options: ReportOptions,
): AsyncIterable<string> {
	const label = targetLabels();
	const { begin, end } = frame(run, options);
	let isEmpty = true;
	yield begin;
	for await (const part of parts()) {
		if (part.findings.length === 0) continue;
		isEmpty = false;
		const target = label(part.target?.name ?? part.target?.url ?? part.findings[0]?.target ?? '');
		yield suites(renderJunit(alone(run, part), { ...options, target }));
	}
	// A report without any suite reads as broken.
	if (isEmpty) yield suites(renderJunit(run, options));
	yield end;
}

/** A file for each target: its name as part of a file name, and the report. */
export async function* junitFiles(
	{ run, parts }: SpooledRun,
	options: ReportOptions,
): AsyncIterable<{ readonly name: string; readonly text: string }> {
	const label = targetLabels();
	const unique = targetLabels();
	for await (const part of parts()) {
		const name = part.target?.name ?? part.target?.url ?? 'other';
		const text = renderJunit(alone(run, part), { ...options, target: label(name) });
		yield { name: unique(slug(name)), text };
	}
}

/** What one target came to, as a run. */
export function alone(run: Run, { target, findings }: RunPart): Run {
	const { comparison: _, ...rest } = run;
	return {
		...rest,
		targets: target === null ? [] : [target],
		durationMs: target?.durationMs ?? 0,
		// What is about no target says nothing of one that was not tested.
		conclusion: target === null ? 'deviates' : (target.conclusion ?? run.conclusion),
		summary: target?.summary ?? run.summary,
		findings,
	};
}

/** What stands before the first suite and behind the last, with the counts of the whole run. */
function frame(run: Run, options: ReportOptions): { readonly begin: string; readonly end: string } {
	const text = renderJunit({ ...run, findings: [] }, options);
	const { planned, skipped, fails, inconclusive } = run.summary;
	const silent = run.targets.filter(isSilent).length;
	const counts = {
		tests: planned + skipped + silent,
		failures: fails,
		errors: inconclusive + silent,
		skipped,
	};
	const begin = text.slice(0, text.indexOf('<testsuite '));
	const counted = Object.entries(counts).reduce(
		(head, [name, count]) =>
			head.replace(new RegExp(` ${name}="\\d+"`, 'u'), ` ${name}="${count}"`),
		begin,
	);
	return { begin: counted, end: text.slice(text.lastIndexOf('</testsuites>')) };
}

function suites(text: string): string {
	return text.slice(text.indexOf('<testsuite '), text.lastIndexOf('</testsuites>'));
}

/** Names of targets that are short and still unique. */
export function targetLabels(): (name: string) => string {
	const taken = new Set<string>();
	return (name) => {
		const short = capBytes(plain(name, 120), 150);
		let label = short;
		for (let count = 2; taken.has(label); count += 1) label = `${short}-${count}`;
		taken.add(label);
		return label;
	};
}

function slug(name: string): string {
	const plainName = name
		.replace(/^https:\/\//u, '')
		.replaceAll(/[^\w.-]+/gu, '-')
		.replaceAll(/^[-.]+|[-.]+$/gu, '');
	return plainName.slice(0, 100).toLowerCase() || 'target';
}
