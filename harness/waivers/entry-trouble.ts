/** What is wrong with an entry of a waivers file, in one sentence. */
import { closest } from 'fastest-levenshtein';
import type { z } from 'zod';
import { UsageError } from '../usage-error.ts';
import { observedFields } from './looks-like.ts';
import { waiverEntrySchema } from './waivers-schema.ts';

/** The first fault. `item` is the entry, `where` its place. */
export function entryTrouble({ issues }: z.ZodError, item: unknown, where: string): UsageError {
	if (typeof item !== 'object' || item === null || Array.isArray(item)) {
		return new UsageError(`${where}: expected id, reason and expires`, exampleHint);
	}
	// What is misspelt is also missing: the spelling is the fault.
	const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
	const path = (issue?.path ?? []).map(String).join('.');
	if (issue?.code === 'unrecognized_keys') {
		const [key = ''] = issue.keys;
		const known = path === 'observed' ? observedFields : Object.keys(waiverEntrySchema.shape);
		const inside = path === '' ? '' : ` in ${path}`;
		return new UsageError(
			`${where}: unknown key ${JSON.stringify(key.slice(0, 100))}${inside}`,
			`did you mean ${closest(key.slice(0, 100), known)}? known: ${known.join(', ')}`,
		);
	}
	if (issue !== undefined && issue.path.length === 1 && issue.input === undefined) {
		return new UsageError(`${where}: ${path} is missing`, fieldHints.get(path) ?? exampleHint);
	}
	const text = issue?.input === undefined ? '' : ` ${shown(issue.input)}`;
	const message = `${where}: ${path}${text}: ${issue?.message ?? 'not understood'}`;
	return new UsageError(message, fieldHints.get(path) ?? keysHint);
}

function shown(input: unknown): string {
	if (typeof input === 'object' && input !== null) return Array.isArray(input) ? '[…]' : '{…}';
	return JSON.stringify(input)?.slice(0, 100) ?? String(input);
}

const exampleHint = '- { id: validity/expired, reason: why, expires: 2026-12-24 }';
const keysHint = 'docs/waivers.md says what each key may hold';
const fieldHints: ReadonlyMap<string, string> = new Map([
	['reason', 'why it is tolerated, and who says so'],
	['expires', 'the last day on which it holds, UTC: YYYY-MM-DD'],
]);
