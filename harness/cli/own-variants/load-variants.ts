/** The modules of `--variants`. Loading one runs its code. */
import { resolve } from 'node:path';
import type { OwnVariant } from '../../../fixtures/own-variant.ts';
import { UsageError } from '../../usage-error.ts';
import { importModule } from '../import-module.ts';
import { parseVariants, type VariantClaim } from './parse-variants.ts';

/**
 * Imports the modules and takes the variants among what they export, alone or in lists.
 * @throws UsageError when one cannot be loaded, exports none, or one of them is not sound.
 */
export async function loadVariants(
	files: readonly string[],
	given: readonly unknown[],
	cwd: string,
): Promise<readonly OwnVariant[]> {
	const found: VariantClaim[] = given.map((it) => ({ it, file: null }));
	for (const file of new Set(files)) {
		const module = await importModule(`--variants ${file}`, resolve(cwd, file));
		const exported = new Set(Object.values(module).flatMap(variantsIn));
		if (exported.size === 0) {
			throw new UsageError(
				`--variants ${file}: exports no variant`,
				'export const mine = defineVariant({ … })',
			);
		}
		found.push(...[...exported].map((it) => ({ it, file })));
	}
	return parseVariants(found);
}

/** All of a list claim to be variants; of single exports what looks like one. */
function variantsIn(exported: unknown): readonly unknown[] {
	if (Array.isArray(exported)) return exported;
	const isObject = typeof exported === 'object' && exported !== null;
	return isObject && ('attempt' in exported || 'id' in exported) ? [exported] : [];
}
