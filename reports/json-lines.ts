/**
 * A run as JSON lines: a header, then for each target its findings, a line each, and an end by which
 * it is noticed that a part of the file is missing. It is written and read as a stream.
 */
import type { Run, RunPart, SpooledRun } from '../harness/finding.ts';
import { findingShape, runShape, safeJson } from './json-shape.ts';
import { partsOf } from './spooled-run.ts';

/** The lines of a run that is in memory. */
export function renderJsonLines(run: Run): string {
	const parts = partsOf(run);
	return [header(run), ...parts.flatMap(linesOf), end(run.findings.length)].join('');
}

/** The lines of a run that is not. */
export async function* streamJsonLines({ run, parts }: SpooledRun): AsyncIterable<string> {
	let findings = 0;
	yield header(run);
	for await (const part of parts()) {
		findings += part.findings.length;
		yield* linesOf(part);
	}
	yield end(findings);
}

function header(run: Run): string {
	const { findings: _, certificates: __, ...rest } = runShape(run);
	return line({ kind: 'run', ...rest });
}

function linesOf({ target, findings, certificates }: RunPart): readonly string[] {
	const hasCertificates = Object.keys(certificates).length > 0;
	return [
		line({ kind: 'target', url: target?.url ?? null }),
		...(hasCertificates ? [line({ kind: 'certificates', certificates })] : []),
		...findings.map((finding) => line({ kind: 'finding', ...findingShape(finding) })),
	];
}

function end(findings: number): string {
	return line({ kind: 'end', findings });
}

function line(record: object): string {
	return `${safeJson(record)}\n`;
}
