import { UsageError } from '../../usage-error.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import type { SaidOptions } from '../read-options.ts';
import { parseReporters } from '../reporter-option.ts';
import { loadWaivers } from '../waivers.ts';
import { executeFleet } from './execute-fleet.ts';
import { parseFleet } from './parse-fleet.ts';

/** `mtls-gauntlet` without a URL, where the config lists targets. @throws UsageError */
export async function runFleet(
	said: SaidOptions,
	updatesWaivers: boolean,
	io: Io,
): Promise<ExitCode> {
	const { options, configFile } = said;
	if (updatesWaivers) {
		throw new UsageError(
			'--update-waivers: the config lists several targets',
			'mtls-gauntlet report run.json --waivers FILE --update-waivers writes them from a saved run',
		);
	}
	const reporters = parseReporters(options.reporter ?? []);
	const fleet = await parseFleet(said, io);
	const { given } = await loadWaivers({ waivers: options.waivers }, fleet, io);
	return executeFleet(fleet, given, { reporters, file: configFile }, io);
}
