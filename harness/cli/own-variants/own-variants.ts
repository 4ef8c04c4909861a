import type { OwnVariant } from '../../../fixtures/own-variant.ts';
import type { OptionContext } from '../read-options.ts';

/**
 * The variants of `--variants`, and those that the library was given as objects. What checks them is
 * loaded only where there are any.
 * @throws UsageError for the first that is not sound.
 */
export async function ownVariants(
	files: readonly string[],
	{ cwd, variants = [] }: Pick<OptionContext, 'cwd' | 'variants'>,
): Promise<readonly OwnVariant[]> {
	if (files.length === 0 && variants.length === 0) return [];
	const { loadVariants } = await import('./load-variants.ts');
	return loadVariants(files, variants, cwd);
}
