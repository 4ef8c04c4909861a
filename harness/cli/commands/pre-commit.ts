import type { Command } from 'commander';
import type { OptionName, RawOptions } from '../option-table.ts';
import { buildCommandOptions } from '../options.ts';
import type { Act } from '../program.ts';
import { configKinds } from './lab.ts';

/** `mtls-gauntlet pre-commit nginx FILE…`: what the hooks of pre-commit run. */
export function addPreCommitCommand(program: Command, act: Act): void {
	const hooks = program
		.command('pre-commit')
		.description('test the server configs among changed files in the lab, each once');
	for (const { name, load } of configKinds) {
		const command = hooks
			.command(name)
			.description(`changed configs of ${name}`)
			.argument('[files...]', 'the files that changed');
		command.addOption(
			command
				.createOption('--main <config>', 'test that config, which includes them (repeatable)')
				.argParser((value, previous: readonly string[] | undefined) => [...(previous ?? []), value])
				.helpGroup('The lab:'),
		);
		buildCommandOptions(command, hookOptions).action(
			(files: readonly string[], { main = [], ...flags }: HookFlags) =>
				act(async (io) => {
					const { testChanged } = await import('../pre-commit-command.ts');
					return testChanged({ files, mains: main, flags, load }, io);
				}),
		);
	}
}

type HookFlags = RawOptions & { readonly main?: readonly string[] };

/** Reports in files belong to one config; a hook has as many as files changed. */
const hookOptions: readonly OptionName[] = [
	'tls',
	'profile',
	'only',
	'skip',
	'failOn',
	'strict',
	'acceptIf',
	'rejectIf',
	'marker',
	'waivers',
	'protected',
	'open',
	'identity',
	'verifyDepth',
	'timeout',
	'config',
];
