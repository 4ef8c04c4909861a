import { UsageError } from '../../usage-error.ts';
import type { ConfigFile } from '../config-file.ts';
import { didYouMean } from '../nearest.ts';
import type { RawOptions } from '../option-table.ts';

/** The options of a suite. @throws UsageError when the config file has none of that name. */
export function suiteOptions(
	name: string,
	{ suites, path }: Pick<ConfigFile, 'suites' | 'path'>,
): RawOptions {
	const found = Object.hasOwn(suites, name) ? suites[name] : undefined;
	if (found !== undefined) return found;
	const names = Object.keys(suites);
	const where = path === null ? 'there is no config file' : 'the config file has no such suite';
	throw new UsageError(
		`--suite ${JSON.stringify(name)}: ${where}`,
		names.length === 0
			? 'a config file names them: suites: { smoke: { only: [presence] } }'
			: didYouMean(name, names),
	);
}
