import type { Command } from 'commander';
import { earlyKeys } from '../../early-keys.ts';
import type { Act } from '../program.ts';
import { buildRunCommandOptions } from '../options.ts';
import { parseRunOptions } from '../parse-options.ts';
import type { RawOptions } from '../option-table.ts';

/** `mtls-gauntlet <url>` and `mtls-gauntlet run <url>`. */
export function addRunCommand(program: Command, act: Act): void {
	const command = program
		.command('run', { isDefault: true })
		.description('present every variant to a target and say who rejected what')
		.argument('[url]', 'the target: https://host[:port][/path]');
	buildRunCommandOptions(command).action((url: string | undefined, flags: RawOptions) =>
		act(async (io) => {
			const { run, reporters, configFile } = await parseRunOptions(flags, {
				url: url ?? null,
				env: io.env,
				cwd: io.cwd,
			});
			const keys = earlyKeys(run);
			// What executes a run takes longest to load; the keys are made meanwhile.
			const { execute } = await import('../execute.ts');
			return execute(run, { reporters, file: configFile }, io, {
				keys,
				onStart: () => io.stderr.write(`trust anchors for the target: ${run.trust.source}\n`),
			});
		}),
	);
}
