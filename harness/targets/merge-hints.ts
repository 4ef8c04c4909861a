/**
 * Hints of the shards of one run, each once. Some count what only a part of the run saw: of those that
 * differ in their numbers the largest stands, which the whole run has at least.
 */
export function mergeHints(parts: readonly (readonly string[])[]): readonly string[] {
	const merged = new Map<string, string>();
	for (const hint of parts.flat()) {
		const key = hint.replaceAll(/\d+/gu, '#');
		const known = merged.get(key);
		if (known === undefined || largest(hint) > largest(known)) merged.set(key, hint);
	}
	return [...merged.values()];
}

function largest(hint: string): number {
	return Math.max(0, ...(hint.match(/\d+/gu) ?? []).map(Number));
}
