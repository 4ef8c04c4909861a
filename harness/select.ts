import { selectVariants as pick } from '../fixtures/catalogue.ts';
import type { Variant } from '../fixtures/variant.ts';
import { noSuchVariant } from './no-such-variant.ts';
import { UsageError } from './usage-error.ts';

/**
 * What `--only` and `--skip` leave of the catalogue.
 * @throws UsageError when a glob matches nothing, or nothing is left.
 */
export function selectVariants(
	only: readonly string[],
	skip: readonly string[],
): readonly Variant[] {
	const { variants, unmatched } = pick(only, skip);
	const [first] = unmatched;
	if (first !== undefined) throw noSuchVariant(first);
	if (variants.length === 0) {
		throw new UsageError(
			'the selection matches no variant',
			'mtls-gauntlet list shows all of them',
		);
	}
	return variants;
}
