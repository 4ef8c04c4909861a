/** Every option that says what a run is to do: command line, environment and config read this table. */
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
	},
	profile: {
		flags: '--profile <name>',
		description:
			'default, rfc5280 (to the letter), ndcpp (the certification tests) or spiffe (X509-SVID)',
		group: 'What to test',
		kind: 'one',
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
	failOn: {
		flags: '--fail-on <severity>',
		description: 'the least severity that fails the run (default: medium)',
		group: 'How to judge',
		kind: 'one',
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
			'list, junit=FILE, markdown=FILE, json=FILE or json=- (stdout) beside the terminal (repeatable)',
		group: 'How to run',
		kind: 'many',
		list: 'commas',
	},
	concurrency: {
		flags: '--concurrency <n>',
		description: 'probes at a time (default: 8 on loopback, 4 elsewhere)',
		group: 'How to run',
		kind: 'one',
	},
	rate: {
		flags: '--rate <n/s>',
		description: 'connections a second at the most',
		group: 'How to run',
		kind: 'one',
	},
	timeout: {
		flags: '--timeout <ms>',
		description: 'what one probe may take (default: 10000)',
		group: 'How to run',
		kind: 'one',
	},
	deadline: {
		flags: '--deadline <ms>',
		description: 'what the whole run may take',
		group: 'How to run',
		kind: 'one',
	},
	wait: {
		flags: '--wait <ms>',
		description: 'how long to wait for a word after a TLS 1.3 handshake',
		group: 'How to run',
		kind: 'one',
	},
	config: {
		flags: '--config <file>',
		description: 'config file (default: mtls-gauntlet.config.{json,yaml,js,mjs,ts} here)',
		group: 'How to run',
		kind: 'one',
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
