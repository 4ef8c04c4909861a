import { materialOptions } from '../material-options.ts';
import { loadMaterials } from '../load-materials.ts';
import type { RawOptions } from '../option-table.ts';
import type { RunContext } from '../parse-options.ts';
import { loadTrust } from '../trust.ts';

/**
 * Reads the files of several targets, those that they share once. The last few are kept: a thousand
 * targets may each have their own, and then none of them is to stay in memory.
 */
export function shareLoads(): NonNullable<RunContext['load']> {
	const names = Object.keys(materialOptions) as (keyof typeof materialOptions)[];
	const materials = lastFew<ReturnType<typeof loadMaterials>>();
	const trust = lastFew<ReturnType<typeof loadTrust>>();
	return {
		materials: (options: RawOptions, context) =>
			materials(JSON.stringify(names.map((name) => options[name] ?? null)), () =>
				loadMaterials(options, context),
			),
		trust: (options) => trust(JSON.stringify(options.cacert), () => loadTrust(options)),
	};
}

function lastFew<T>(): (key: string, load: () => T) => T {
	const kept = new Map<string, T>();
	return (key, load) => {
		const known = kept.get(key) ?? load();
		kept.delete(key);
		kept.set(key, known);
		for (const oldest of kept.keys()) {
			if (kept.size <= few) break;
			kept.delete(oldest);
		}
		return known;
	};
}

const few = 8;
