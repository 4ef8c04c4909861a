/** Reads what json-lines.ts writes. */
import { z } from 'zod';
import type { Run, RunPart } from '../harness/finding.ts';
import { parseReportValue, readJson } from './parse-report.ts';
import { findingSchema, runSchema } from './report-schema.ts';

/** Whether a file that begins so is meant to be JSON lines: a report is one object over many lines. */
export function isJsonLines(beginning: string): boolean {
	return /^\s*\{\s*"kind"\s*:/u.test(beginning);
}

/** A whole run from its lines. @throws Error when one is missing, broken, or not where it belongs. */
export async function parseJsonLines(text: string): Promise<Run> {
	const [first = '', ...lines] = text.split('\n');
	const run = parseHeader(first);
	const findings: Run['findings'][number][] = [];
	const certificates: Record<string, RunPart['certificates'][string]> = {};
	for await (const part of parseParts(run, eachOf(lines))) {
		findings.push(...part.findings);
		Object.assign(certificates, part.certificates);
	}
	return Object.keys(certificates).length === 0
		? { ...run, findings }
		: { ...run, certificates, findings };
}

// An async iterable is what files are read as.
async function* eachOf(lines: readonly string[]): AsyncIterable<string> {
	yield* lines;
}

/** The run without its findings. @throws Error when the line is no header of this schema. */
export function parseHeader(text: string): Run {
	return parseReportValue({ ...object(readJson(text)), findings: [] });
}

/**
 * What stands below the header, target by target in the order that the header names them.
 * @throws Error when a line is missing, broken, or not where it belongs.
 */
export async function* parseParts(run: Run, lines: AsyncIterable<string>): AsyncIterable<RunPart> {
	const urls = [...run.targets.map(({ url }) => url), null];
	let at = -1;
	let part: Open | null = null;
	let findings = 0;
	let isOver = false;
	for await (const text of lines) {
		if (text.trim() === '') continue;
		if (isOver) throw new Error('something follows the end of the report');
		const record = recordSchema.safeParse(readJson(text));
		if (!record.success) throw new Error(`line of no known kind behind finding ${findings}`);
		switch (record.data.kind) {
			case 'target': {
				if (part !== null) yield part;
				at += 1;
				if (record.data.url !== urls[at]) throw new Error('a target is missing, or out of order');
				part = { target: run.targets[at] ?? null, findings: [], certificates: {} };
				break;
			}
			case 'certificates':
				if (part !== null) part.certificates = record.data.certificates;
				break;
			case 'finding': {
				findings += 1;
				const { kind: _, ...finding } = record.data;
				if (part === null || (part.target !== null && finding.target !== part.target.url)) {
					throw new Error(`finding ${findings} is not of the target that it stands with`);
				}
				part.findings.push(finding);
				break;
			}
			case 'end':
				if (record.data.findings !== findings) {
					throw new Error(`${record.data.findings} findings were written, ${findings} are there`);
				}
				if (at < run.targets.length - 1) throw new Error('a target is missing');
				isOver = true;
		}
	}
	if (!isOver) throw new Error('its end is missing: the file is not whole');
	if (part !== null) yield part;
}

interface Open extends RunPart {
	readonly findings: z.infer<typeof findingSchema>[];
	certificates: RunPart['certificates'];
}

function object(value: unknown): object {
	return typeof value === 'object' && value !== null ? value : {};
}

const recordSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('target'), url: z.string().nullable() }),
	z.object({
		kind: z.literal('certificates'),
		certificates: runSchema.shape.certificates.unwrap(),
	}),
	findingSchema.extend({ kind: z.literal('finding') }),
	z.object({ kind: z.literal('end'), findings: z.number() }),
]);
