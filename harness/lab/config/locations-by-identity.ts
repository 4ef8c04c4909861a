import type { Identity } from '../../../fixtures/pki/identity.ts';
import type { LabLocation } from '../lab.ts';

/**
 * Locations by whom the config lets in there. A run has one identity, so what lets in other people
 * is a server of its own; `everybody`: it does not matter there, and they go with the first.
 */
export function locationsByIdentity(
	locations: readonly LabLocation[],
	identityAt: (path: string) => Identity | null | 'everybody',
): readonly (readonly [Identity | null, readonly LabLocation[]])[] {
	const named = locations.map((it) => ({ it, identity: identityAt(it.path) }));
	const first = named.map(({ identity }) => identity).find((it) => it !== 'everybody') ?? null;
	const groups = new Map<string, [Identity | null, LabLocation[]]>();
	for (const { it, identity } of named) {
		const theirs = identity === 'everybody' ? first : identity;
		const key = JSON.stringify(theirs);
		const group = groups.get(key) ?? [theirs, []];
		group[1].push(it);
		groups.set(key, group);
	}
	return [...groups.values()];
}
