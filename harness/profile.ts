/** Presets of `--profile`: which variants run, and what each of them weighs. Pure. */
import { family, severities, type Severity, type Variant } from '../fixtures/variant.ts';

export const profiles = ['default', 'rfc5280', 'ndcpp', 'spiffe'] as const;
export type Profile = (typeof profiles)[number];

/**
 * The variants of a profile, weighed by it:
 * - `default`: as the catalogue says, so that a healthy server is green;
 * - `rfc5280`: by the letter, also where good servers differ from it;
 * - `ndcpp`: what covers a certification test, all of it enough to fail a run;
 * - `spiffe`: the rules of X509-SVID by their letter, the rest as by default.
 */
export function byProfile(profile: Profile, variants: readonly Variant[]): readonly Variant[] {
	switch (profile) {
		case 'default':
			return variants;
		case 'rfc5280':
			return variants.map((it) => byLetter(it));
		case 'ndcpp':
			return variants
				.filter((it) => family(it) === 'control' || it.covers !== undefined)
				.map((it) => (it.covers === undefined ? it : atLeast('medium', byLetter(it))));
		case 'spiffe':
			return variants.map((it) => (citesSpiffe(it) ? byLetter(it) : it));
	}
}

/** A MUST that is broken fails a run: what softens it by default is the habit of servers. */
function byLetter(it: Variant): Variant {
	const literal = { ...it, ...it.letter };
	return literal.level === 'MUST' && literal.expect !== 'either'
		? atLeast('medium', literal)
		: literal;
}

function atLeast(severity: Severity, it: Variant): Variant {
	// What is open cannot deviate, whatever it weighs.
	const isBelow = severities.indexOf(it.severity) < severities.indexOf(severity);
	return isBelow && it.expect !== 'either' ? { ...it, severity } : it;
}

function citesSpiffe({ cites }: Variant): boolean {
	return cites.some(({ section }) => /^(X509-SVID|SPIFFE-ID) /u.test(section));
}
