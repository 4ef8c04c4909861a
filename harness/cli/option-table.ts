/** Every option that says what a run is to do: command line, environment and config read this table. */
import { severities } from '../../fixtures/variant.ts';
import { profiles } from '../profile.ts';
import { materialOptions } from './material-options.ts';
import type { OptionSpec } from './option-spec.ts';
import { targetOptions } from './target-options.ts';

/** Options by their long name in camel case, as they stand in a config file. */
export const runOptions = {
	...materialOptions,
	...targetOptions,
	tls: {
		flags: '--tls <versions>',
		description: '1.2, 1.3 or both (default: all that the target offers)',
		group: 'What to test',
		kind: 'many',
		list: 'commas',
		words: ['1.2', '1.3'],
	},
	profile: {
		flags: '--profile <name>',
		description:
			'default, rfc5280 (to the letter), ndcpp (the certification tests) or spiffe (X509-SVID)',
		group: 'What to test',
		kind: 'one',
		words: profiles,
		wholeRun: true,
	},
	only: {
		flags: '--only <glob>',
		description: 'ids or families to test (repeatable)',
		group: 'What to test',
		kind: 'many',
		list: 'globs',
	},
	skip: {
		flags: '--skip <glob>',
		description: 'ids or families to leave out (repeatable)',
		group: 'What to test',
		kind: 'many',
		list: 'globs',
	},
	suite: {
		flags: '--suite <name>',
		description: 'the options of that suite of the config file',
		group: 'What to test',
		kind: 'one',
		wholeRun: true,
	},
	variants: {
		flags: '--variants <file>',
		description: 'module with variants of your own, whose code is run (repeatable)',
		group: 'What to test',
		kind: 'many',
		list: 'commas',
		file: true,
	},
	failOn: {
		flags: '--fail-on <severity>',
		description: 'the least severity that fails the run (default: medium)',
		group: 'How to judge',
		kind: 'one',
		words: severities,
	},
	strict: {
		flags: '--strict',
		description: '--fail-on info --strict-alerts',
		group: 'How to judge',
		kind: 'switch',
	},
	strictAlerts: {
		flags: '--strict-alerts',
		description: 'also compare the TLS alert of a refusal',
		group: 'How to judge',
		kind: 'switch',
	},
	waivers: {
		flags: '--waivers <file>',
		description: 'known deviations, each with a reason and a last day: YAML or JSON',
		group: 'How to judge',
		kind: 'one',
		file: true,
		wholeRun: true,
	},
	acceptIf: {
		flags: '--accept-if <rule>',
		description:
			'status:200|2xx|200-299, header:NAME[=VALUE], json:PATH[=VALUE], body:/re/ (repeatable)',
		group: 'How to judge',
		kind: 'many',
		list: 'whole',
	},
	rejectIf: {
		flags: '--reject-if <rule>',
		description: 'the same for refusals; wins over --accept-if (repeatable)',
		group: 'How to judge',
		kind: 'many',
		list: 'whole',
	},
	marker: {
		flags: '--marker <rule>',
		description: 'what only a protected answer has: a rule as for --accept-if (repeatable)',
		group: 'How to judge',
		kind: 'many',
		list: 'whole',
	},
	reasonFrom: {
		flags: '--reason-from <selector>',
		description:
			"where the target's reason stands: header:NAME, json:PATH, body:/(group)/ (repeatable)",
		group: 'How to judge',
		kind: 'many',
		list: 'whole',
	},
	reporter: {
		flags: '--reporter <name>',
		description:
			'junit, html, sarif, tap, markdown, json or jsonl=FILE, or github; the terminal is always there (repeatable)',
		group: 'How to run',
		kind: 'many',
		list: 'commas',
		wholeRun: true,
	},
	concurrency: {
		flags: '--concurrency <n>',
		description: 'probes at a time (default: 8 on loopback, 4 elsewhere)',
		group: 'How to run',
		kind: 'one',
		isNumber: true,
	},
	rate: {
		flags: '--rate <n/s>',
		description: 'connections a second at the most',
		group: 'How to run',
		kind: 'one',
		wholeRun: true,
	},
	timeout: {
		flags: '--timeout <ms>',
		description: 'what one probe may take (default: 10000)',
		group: 'How to run',
		kind: 'one',
		isNumber: true,
	},
	deadline: {
		flags: '--deadline <ms>',
		description: 'what the whole run may take',
		group: 'How to run',
		kind: 'one',
		isNumber: true,
		wholeRun: true,
	},
	wait: {
		flags: '--wait <ms>',
		description: 'how long to wait for a word after a TLS 1.3 handshake',
		group: 'How to run',
		kind: 'one',
		isNumber: true,
	},
	target: {
		flags: '--target <glob>',
		description: 'of the targets of the config only these, by name or URL (repeatable)',
		group: 'Several targets',
		kind: 'many',
		list: 'globs',
		wholeRun: true,
	},
	targetsAtOnce: {
		flags: '--targets-at-once <n>',
		description: 'targets of the config to test at a time (default: 4)',
		group: 'Several targets',
		kind: 'one',
		isNumber: true,
		wholeRun: true,
	},
	shard: {
		flags: '--shard <i/n>',
		description:
			'only the i-th of n parts, or auto: as the CI system or Kubernetes numbers its jobs',
		group: 'Several targets',
		kind: 'one',
		wholeRun: true,
	},
	shardTotal: {
		flags: '--shard-total <n>',
		description: 'how many parts --shard auto has, where only their number is known',
		group: 'Several targets',
		kind: 'one',
		isNumber: true,
		wholeRun: true,
	},
	config: {
		flags: '--config <file>',
		description: 'config file (default: mtls-gauntlet.config.{json,yaml,js,mjs,ts} here)',
		group: 'How to run',
		kind: 'one',
		wholeRun: true,
	},
} as const satisfies Record<string, OptionSpec>;

export type OptionName = keyof typeof runOptions;

/** Option values as text, wherever they were said. */
export type RawOptions = {
	[Name in OptionName]?: (typeof runOptions)[Name]['kind'] extends 'switch'
		? boolean
		: (typeof runOptions)[Name]['kind'] extends 'many'
			? readonly string[]
			: string;
};

export const optionNames = Object.keys(runOptions) as readonly OptionName[];

/** The option as users write it: `--client-ca`. */
export function optionFlag(name: OptionName): string {
	return runOptions[name].flags.replace(/ .*/u, '');
}

/** The row of the table, with the fields that only some have. */
export function optionSpec(name: OptionName): OptionSpec {
	return runOptions[name];
}
