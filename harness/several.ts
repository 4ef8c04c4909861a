/** Materials of which a run may have several: what needs one is planned for each. Pure. */
import type { Materials, Need, ProbeVariant } from '../fixtures/variant.ts';

/** Materials that have a name of their own. */
export const severalNeeds = [
	'refused',
	'openVhost',
	'otherVhost',
	'openPath',
	'tlsListener',
	'plainListener',
] as const satisfies readonly Need[];

export type SeveralNeed = (typeof severalNeeds)[number];

export type Several = {
	readonly [N in SeveralNeed]?: readonly { readonly name: string; readonly it: Materials[N] }[];
};

/** Which of several materials a probe was planned with, by name. */
export type About = Partial<Readonly<Record<SeveralNeed, string>>>;

export interface Instance {
	/** What tells it apart from others of the same variant; `null` where it is the only one. */
	readonly instance: string | null;
	readonly about: About;
	readonly have: Partial<Materials>;
}

/** One instance for each combination of what the variant needs. */
export function instancesOf({ needs }: ProbeVariant, several: Several): readonly Instance[] {
	let made: readonly Instance[] = [{ instance: null, about: {}, have: {} }];
	for (const need of severalNeeds) {
		const given = needs.includes(need) ? several[need] : undefined;
		if (given === undefined) continue;
		made = made.flatMap(({ instance, about, have }) =>
			given.map(({ name, it }) => ({
				instance: given.length > 1 ? [instance, name].filter(Boolean).join(' ') : instance,
				about: { ...about, [need]: name },
				have: { ...have, [need]: it },
			})),
		);
	}
	return made;
}

/** Whether two probes are about the same vhost, path, listener …, as far as both are about one. */
export function isAboutSame(one: About, other: About): boolean {
	return severalNeeds.every(
		(need) => one[need] === undefined || other[need] === undefined || one[need] === other[need],
	);
}

/** Whether a material says how to present oneself, and not as whom. */
export function isHow(need: Need): boolean {
	return howNeeds.includes(need);
}

const howNeeds: readonly Need[] = [
	'openVhost',
	'otherVhost',
	'openPath',
	'tlsListener',
	'plainListener',
	'otherClient',
];
