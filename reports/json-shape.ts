/** What of a run and a finding stands in JSON, and in which order. */
import type { Finding, Run } from '../harness/finding.ts';
import { withoutPrivateKeys } from './private-key.ts';
import { findingSchema, runSchema } from './report-schema.ts';
import { longestString } from './schema-parts.ts';

/** The fields that the schema knows, in its order. */
export function runShape(run: Run): Run {
	return pick(run, runSchema.shape);
}

/** Likewise. */
export function findingShape(finding: Finding): Finding {
	return pick(finding, findingSchema.shape);
}

/** JSON in one line, or with an indent. No private key and no endless text leaves in it. */
export function safeJson(value: unknown, indent?: string): string {
	return JSON.stringify(value, safeString, indent);
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
