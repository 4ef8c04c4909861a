/** Options of a run as commander knows them. */
import { type Command, Option } from 'commander';
import { type OptionName, optionNames, optionSpec } from './option-table.ts';
import { splitList } from './split-list.ts';

/** Gives a command every option of a run. */
export function buildRunCommandOptions(command: Command): Command {
	return buildCommandOptions(command, optionNames);
}

/** Gives a command some of them. No option takes more than one value: a URL may stand behind it. */
export function buildCommandOptions(command: Command, names: readonly OptionName[]): Command {
	for (const name of names) {
		const spec = optionSpec(name);
		const option = new Option(spec.flags, spec.description).helpGroup(`${spec.group}:`);
		if (spec.kind === 'many') {
			// commander keeps only the last of a repeated option unless its values are collected.
			option.argParser((value, previous: readonly string[] | undefined) => [
				...(previous ?? []),
				...splitList(spec.list ?? 'whole', value),
			]);
		}
		command.addOption(option);
	}
	return command;
}
