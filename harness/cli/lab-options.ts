/** What `lab` is told beside what every run is told. */
import type { Command } from 'commander';
import type { OptionName, RawOptions } from './option-table.ts';
import { buildCommandOptions } from './options.ts';
import { addUpdateWaivers } from './waivers.ts';

/** What commander gives a command of `lab`. */
export interface LabFlags extends RawOptions {
	readonly watch?: boolean;
	readonly updateWaivers?: boolean;
	readonly compare?: string;
	readonly compareConfig?: string;
	readonly server?: readonly string[];
	readonly binary?: string;
	readonly startup?: string;
}

/** Options of a run that make sense in a lab: it knows itself what to test with, and where that is. */
const labRunOptions = [
	'tls',
	'profile',
	'only',
	'skip',
	'suite',
	'variants',
	'failOn',
	'strict',
	'strictAlerts',
	'waivers',
	'acceptIf',
	'rejectIf',
	'marker',
	'reasonFrom',
	'protected',
	'open',
	'path',
	'identity',
	'header',
	'method',
	'verifyDepth',
	'revocation',
	'ocspAddress',
	'reporter',
	'concurrency',
	'rate',
	'timeout',
	'deadline',
	'wait',
	'config',
] as const satisfies readonly OptionName[];

/** An option of a run that a lab has, too. */
export type LabOption = Exclude<(typeof labRunOptions)[number], 'config'>;

/** Gives a command of `lab` its options. */
export function buildLabOptions(command: Command, { readsConfig = true } = {}): Command {
	const group = 'The lab:';
	for (const [flags, description] of ownOptions) {
		if (ofConfigs.includes(flags) && !readsConfig) continue;
		command.addOption(command.createOption(flags, description).helpGroup(group));
	}
	command.addOption(
		command
			.createOption('--server <name>', 'test only that name, or NAME:PORT (repeatable)')
			.argParser((value, previous: readonly string[] | undefined) => [...(previous ?? []), value])
			.helpGroup(group),
	);
	return addUpdateWaivers(buildCommandOptions(command, labRunOptions));
}

/** What a lab takes of everything that was said: the rest is about another target. */
export function onlyLabOptions(options: RawOptions): RawOptions {
	return Object.fromEntries(
		labRunOptions.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
	);
}

const compareConfig = '--compare-config <old>';
const binary = '--binary <file>';
/** A command is its own config, and its own program. */
const ofConfigs: readonly string[] = [compareConfig, binary];

const ownOptions = [
	['--compare <base.json>', 'say what changed since that report; exit 1 when something got weaker'],
	[compareConfig, 'the same, against what this config does today'],
	['--watch', 'run again whenever the config changes, and say what changed; Ctrl-C ends it'],
	[binary, 'the server program (default: the one that PATH finds)'],
	['--startup <ms>', 'how long the server may take until it listens (default: 20000)'],
] as const;
