import type { z } from 'zod';
import { UsageError } from '../../usage-error.ts';
import { didYouMean } from '../nearest.ts';
import type { RawOptions } from '../option-table.ts';
import { renamed } from '../targets/config-targets.ts';

/** What a suite may say. */
export interface SuiteSchema {
	readonly names: readonly string[];
	readonly options: z.ZodType;
}

/** The suites of a config: options by a name. @throws UsageError with the first fault. */
export function parseSuites(
	named: unknown,
	at: string,
	{ options, names }: SuiteSchema,
): Readonly<Record<string, RawOptions>> {
	if (named === undefined) return {};
	if (!isObject(named)) {
		throw new UsageError(`${at}: suites: expected options by the name of a suite`, example);
	}
	return Object.fromEntries(
		Object.entries(named).map(([name, it]) => {
			const where = `${at}: suites.${name}`;
			if (!isObject(it)) throw new UsageError(`${where}: expected an object of options`, example);
			const result = options.safeParse(renamed(it));
			if (result.success) return [name, result.data as RawOptions];
			const [issue] = result.error.issues;
			if (issue?.code === 'unrecognized_keys') {
				const [key = ''] = issue.keys;
				throw new UsageError(
					`${where}: unknown option ${JSON.stringify(key)}`,
					didYouMean(key, names),
				);
			}
			const path = issue?.path.join('.') ?? '';
			throw new UsageError(`${where}.${path}: ${issue?.message ?? 'not understood'}`, example);
		}),
	);
}

function isObject(it: unknown): it is Readonly<Record<string, unknown>> {
	return typeof it === 'object' && it !== null && !Array.isArray(it);
}

const example = 'suites: { smoke: { only: [presence, trust], failOn: high } }';
