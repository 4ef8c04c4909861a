import type { LabSettings } from '../lab/lab-settings.ts';
import { loadIdentity } from './load-materials.ts';
import type { RawOptions } from './option-table.ts';
import { parseRunSettings } from './parse-options.ts';
import { parsePaths } from './parse-paths.ts';
import type { OptionContext } from './read-options.ts';

/** How a lab is tested. @throws UsageError for the first option that cannot be understood. */
export async function labSettings(
	options: RawOptions,
	servers: readonly string[],
	context: OptionContext,
): Promise<LabSettings> {
	const { paths, openPaths } = parsePaths(options, null);
	return {
		...(await parseRunSettings(options, context)),
		protectedPaths: paths,
		openPaths,
		identity: loadIdentity(options.identity ?? []),
		servers,
		before: new Map(),
		alsoAsk: new Map(),
	};
}
