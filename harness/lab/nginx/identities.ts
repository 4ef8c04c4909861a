import type { Identity } from '../../../fixtures/pki/identity.ts';
import { allowedSubject } from './allowed-subject.ts';
import type { Bench } from './bench.ts';
import type { ConfNode } from './load-conf.ts';
import type { Tested } from './tested-locations.ts';
import { setting } from './tree.ts';

/** Whom the config lets in at a path; `everybody`: it asks for nobody there. */
export type IdentityAt = (path: string) => Identity | null | 'everybody';

/** Whom a server block lets in at each of its locations: one for all of them, where there is one. */
export function identitiesOf(
	bench: Bench,
	server: ConfNode,
	tested: readonly Tested[],
): IdentityAt {
	const at = (it: readonly Tested[]): ReturnType<typeof allowedSubject> =>
		allowedSubject(
			bench.top,
			server,
			it.map(({ block }) => block),
		);
	const choosy = tested.filter((it) => {
		const { identity, problem } = at([it]);
		return identity !== null || problem !== null;
	});
	const whole = at(choosy);
	const identities = new Map<string, Identity | null>();
	for (const it of choosy) {
		const { identity, problem } = whole.problem === null ? whole : at([it]);
		if (problem !== null) bench.note(it.block.directive, problem);
		identities.set(it.location.path, identity);
	}
	const isOptional = setting(server, 'ssl_verify_client')?.startsWith('optional') === true;
	const guarded = new Set(
		tested
			.filter(({ location }) => location.isGuarded === true || location.acceptIf.length > 0)
			.map(({ location }) => location.path),
	);
	return (path) =>
		identities.get(path) ??
		(identities.has(path) || !isOptional || guarded.has(path) ? null : 'everybody');
}
