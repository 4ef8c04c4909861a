import type { Run } from '../harness/finding.ts';
import { withoutPrivateKeys } from './private-key.ts';
import { findingSchema, runSchema } from './report-schema.ts';
import { longestString } from './schema-parts.ts';

/**
 * The JSON report. Fields stand in the order of the schema, and what the schema of a run or a
 * finding does not know stays out.
 */
export function renderJson(run: Run): string {
	const report = {
		...pick(run, runSchema.shape),
		findings: run.findings.map((finding) => pick(finding, findingSchema.shape)),
	};
	return `${JSON.stringify(report, safeString, '\t')}\n`;
}

function pick<T extends object>(from: T, shape: { readonly [K in keyof T]-?: unknown }): T {
	const order = Object.keys(shape) as (keyof T)[];
	// Every key of T is one of the shape, which the parameter's type demands.
	return Object.fromEntries(order.map((key) => [key, from[key]])) as T;
}

function safeString(_key: string, value: unknown): unknown {
	if (typeof value !== 'string') return value;
	return withoutPrivateKeys(value).slice(0, longestString);
}
