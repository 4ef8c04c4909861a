import { type Command, Option } from 'commander';
import type { InitFlags } from '../init-command.ts';
import type { Act } from '../program.ts';

/** `mtls-gauntlet init [dir]`: a config file, a CI file, and what git is to ignore. Asks nothing. */
export function addInitCommand(program: Command, act: Act): void {
	program
		.command('init')
		.description('write a config file and a CI file for this repository')
		.argument('[dir]', 'the root of the repository (default: here)')
		.addOption(new Option('--url <url>', 'the target: https://host[:port][/path]'))
		.addOption(
			new Option('--ci <system>', 'github, gitlab or none (default: what the folder shows)'),
		)
		.addOption(new Option('--force', 'write config and CI file anew where they are there'))
		.action((directory: string | undefined, flags: InitFlags) =>
			act(async (io) => {
				const { init } = await import('../init-command.ts');
				return init(directory ?? '.', flags, io);
			}),
		);
}
