import type { Command } from 'commander';
import { earlyKeys } from '../../early-keys.ts';
import type { Act } from '../program.ts';
import { buildRunCommandOptions } from '../options.ts';
import { parseRunOptions } from '../parse-options.ts';
import { readOptions } from '../read-options.ts';
import type { RawOptions } from '../option-table.ts';
import { addUpdateWaivers, loadWaivers } from '../waivers.ts';

interface RunFlags extends RawOptions {
	readonly updateWaivers?: boolean;
}

/** `mtls-gauntlet <url>` and `mtls-gauntlet run <url>`. */
export function addRunCommand(program: Command, act: Act): void {
	const command = program
		.command('run', { isDefault: true })
		.description('present every variant to a target and say who rejected what')
		.argument('[url]', 'the target: https://host[:port][/path]');
	addUpdateWaivers(buildRunCommandOptions(command)).action(
		(url: string | undefined, flags: RunFlags) =>
			act(async (io) => {
				const all = await readOptions(flags, io);
				if (url === undefined && all.url === null && all.targets.length > 0) {
					const { runFleet } = await import('../targets/run-fleet.ts');
					return runFleet(all, flags.updateWaivers === true, io);
				}
				const { run, reporters, configFile, waiversFile } = await parseRunOptions(flags, {
					url: url ?? null,
					env: io.env,
					cwd: io.cwd,
				});
				const said = { waivers: waiversFile, updateWaivers: flags.updateWaivers };
				const waivers = await loadWaivers(said, { ...run, isNarrowed: run.tls !== null }, io);
				const keys = earlyKeys(run);
				// What executes a run takes longest to load; the keys are made meanwhile.
				const { execute } = await import('../execute.ts');
				return execute(run, { reporters, file: configFile, waivers }, io, {
					keys,
					onStart: () => io.stderr.write(`trust anchors for the target: ${run.trust.source}\n`),
				});
			}),
	);
}
