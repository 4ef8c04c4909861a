/** The names of a `bind` line that ask for client certificates, and those that do not. */
import type { Bind } from './bind.ts';
import { guardsOf } from './guards.ts';
import type { Policy } from './trust.ts';
import type { Section } from './config.ts';

/** A name to ask for, and how clients are judged there. */
export interface Endpoint {
	readonly name: string;
	readonly policy: Policy;
	/** `null`: on the `bind` line itself. */
	readonly where: string | null;
}

/** The names of a list, else those that rules speak of, else `localhost`. */
export function endpointsOf(
	bind: Bind,
	sections: readonly Section[],
	hosts: readonly string[],
): readonly Endpoint[] {
	if (bind.entries.length === 0) {
		return namesToTest(bind, sections, hosts).map((name) => ({
			name,
			policy: bind.policy,
			where: null,
		}));
	}
	const taken = new Set<string>();
	return bind.entries.flatMap(({ policy, names, where }) => {
		const name = (names.length === 0 ? ['localhost'] : names).find((it) => !taken.has(it));
		if (name === undefined) return [];
		taken.add(name);
		return [{ name, policy, where }];
	});
}

/**
 * Where the handshake lets nobody in without a certificate, the first name stands for all that no
 * rule about certificates is for. Elsewhere only those names are guarded.
 */
function namesToTest(
	{ policy }: Bind,
	sections: readonly Section[],
	hosts: readonly string[],
): readonly string[] {
	const guarded = hosts.filter((host) => guardsOf(sections, { host, path: null }).length > 0);
	if (guarded.length > 0) return guarded.slice(0, mostNames);
	const isStrict = policy.verify === 'required' && !policy.ignoresErrors;
	if (guardsOf(sections, { host: 'localhost', path: null }).length > 0 && !isStrict)
		return ['localhost'];
	return [hosts[0] ?? 'localhost'];
}

/** Names of the same line that everybody gets, as far as the config says so. */
export function openNames(
	bind: Bind,
	sections: readonly Section[],
	hosts: readonly string[],
): readonly string[] {
	const isOpen = (host: string): boolean => guardsOf(sections, { host, path: null }).length === 0;
	if (bind.entries.length > 0) {
		return bind.entries
			.filter(({ policy }) => policy.verify === 'none')
			.flatMap(({ names }) => names[0] ?? [])
			.filter(isOpen);
	}
	return bind.policy.verify === 'optional' ? hosts.filter(isOpen) : [];
}

const mostNames = 8;
