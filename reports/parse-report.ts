import type { z } from 'zod';
import type { Run } from '../harness/finding.ts';
import { printable } from './escape.ts';
import { runSchema } from './report-schema.ts';

/**
 * Reads a saved run. Fields that this version does not know are left out.
 * @throws Error with one sentence when the text is too long, no JSON, of another schemaVersion, or
 * has a field that is missing or wrong (the first such field is named).
 */
export function parseReport(text: string): Run {
	if (text.length > longestReport) {
		throw new Error(`report is too long: ${text.length} characters, at most ${longestReport}`);
	}
	return parseReportValue(readJson(text));
}

/** The same of what is read already. @throws Error */
export function parseReportValue(value: unknown): Run {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new Error('report is not a JSON object');
	}
	const version = 'schemaVersion' in value ? value.schemaVersion : undefined;
	if (version !== 1) {
		throw new Error(`report has schemaVersion ${shown(version)}: only 1 can be read`);
	}
	const parsed = runSchema.safeParse(value, { reportInput: true });
	if (parsed.success) return parsed.data;
	throw new Error(sentence(parsed.error));
}

/**
 * The value of a JSON text. The parser quotes the text, and whoever confused two files has named a key:
 * only the place is said. @throws Error
 */
export function readJson(text: string): unknown {
	let place: string;
	try {
		return JSON.parse(text);
	} catch (error) {
		place = / at position \d+(?: \(line \d+ column \d+\))?/u.exec(String(error))?.[0] ?? '';
	}
	throw new Error(`report is not JSON${place}`);
}

function sentence(error: z.ZodError): string {
	const issue = error.issues[0];
	if (issue === undefined) return 'report is not valid';
	const where = printable(path(issue.path), 200);
	const what = printable(issue.message.replace(zodPrefix, ''), 300) || 'not in the expected form';
	const got = issue.input === undefined ? '' : `, got ${shown(issue.input)}`;
	return `report is not valid at ${where}: ${what.charAt(0).toLowerCase()}${what.slice(1)}${got}`;
}

function path(keys: readonly PropertyKey[]): string {
	return keys.reduce<string>(
		(text, key) =>
			typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${String(key)}`,
		'',
	);
}

function shown(value: unknown): string {
	if (value === undefined) return 'none';
	if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}';
	return printable(JSON.stringify(value), 80);
}

/** UTF-16 units: some thousand findings with the largest observation that a probe records. */
const longestReport = 2 ** 27;

const zodPrefix = /^Invalid (?:input|option|string)(?:: )?/;
