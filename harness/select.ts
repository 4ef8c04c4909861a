import { selectVariants as pick } from '../fixtures/catalogue.ts';
import type { OwnVariant } from '../fixtures/own-variant.ts';
import type { Variant } from '../fixtures/variant.ts';
import { noSuchVariant } from './no-such-variant.ts';
import { byProfile, type Profile } from './profile.ts';
import { UsageError } from './usage-error.ts';

/**
 * What `--only`, `--skip` and `--profile` leave of the catalogue and of the user's own variants,
 * weighed by the profile.
 * @throws UsageError when a glob matches nothing, or nothing is left.
 */
export function selectVariants(
	only: readonly string[],
	skip: readonly string[],
	profile: Profile = 'default',
	own: readonly OwnVariant[] = [],
): readonly Variant[] {
	const { variants: picked, unmatched } = pick(only, skip, own);
	const variants = byProfile(profile, picked);
	const [first] = unmatched;
	if (first !== undefined) throw noSuchVariant(first, own);
	if (variants.length === 0) {
		throw new UsageError(
			'the selection matches no variant',
			'mtls-gauntlet list shows all of them',
		);
	}
	return variants;
}
