/** Every option that says what a run is to do: command line, environment and config read this table. */
import type { ListForm } from './split-list.ts';

/** What an option looks like wherever it is said. */
export interface OptionSpec {
	/** As commander reads it. */
	readonly flags: string;
	readonly description: string;
	readonly group: 'What you have' | 'The target' | 'What to test' | 'How to judge' | 'How to run';
	/** `switch` takes no value, `one` the last one, `many` adds up. */
	readonly kind: 'switch' | 'one' | 'many';
	readonly list?: ListForm;
	/** The value names a file to read; in a config file it is relative to that file. */
	readonly file?: true;
}

/** Options by their long name in camel case, as they stand in a config file. */
export const runOptions = {
	cert: {
		flags: '--cert <file>',
		description: 'a client credential that the target accepts: PEM or PKCS#12',
		group: 'What you have',
		kind: 'one',
		file: true,
	},
	key: {
		flags: '--key <file>',
		description: 'its private key, where it is in a file of its own',
		group: 'What you have',
		kind: 'one',
		file: true,
	},
	pass: {
		flags: '--pass <secret>',
		description: 'opens --key or --cert: env:NAME, @FILE or the pass itself',
		group: 'What you have',
		kind: 'one',
	},
	clientCa: {
		flags: '--client-ca <file>',
		description: 'a CA that the target trusts, its issuers after it',
		group: 'What you have',
		kind: 'one',
		file: true,
	},
	clientCaKey: {
		flags: '--client-ca-key <file>',
		description: 'the private key of --client-ca',
		group: 'What you have',
		kind: 'one',
		file: true,
	},
	clientCaPass: {
		flags: '--client-ca-pass <secret>',
		description: 'opens --client-ca-key: env:NAME, @FILE or the pass itself',
		group: 'What you have',
		kind: 'one',
	},
	credentials: {
		flags: '--credentials <dir>',
		description: 'credentials that `pki` wrote where the CA key lives',
		group: 'What you have',
		kind: 'one',
		file: true,
	},
	refusedCert: {
		flags: '--refused-cert <file>',
		description: 'a genuine credential that the target must refuse (repeatable)',
		group: 'What you have',
		kind: 'many',
		list: 'commas',
		file: true,
	},
	refusedKey: {
		flags: '--refused-key <file>',
		description: 'its private key (repeatable)',
		group: 'What you have',
		kind: 'many',
		list: 'commas',
		file: true,
	},
	revocation: {
		flags: '--revocation <method>',
		description: 'crl or ocsp: also test that revoked credentials are refused',
		group: 'What you have',
		kind: 'one',
	},
	ocspAddress: {
		flags: '--ocsp-address <host:port>',
		description: 'where the OCSP responder of --revocation ocsp listens (default: on 127.0.0.1)',
		group: 'What you have',
		kind: 'one',
	},
	identity: {
		flags: '--identity <name>',
		description: 'dns:, uri:, email:, cn: or dn:NAME of every sound credential (repeatable)',
		group: 'What you have',
		kind: 'many',
		list: 'identities',
	},
	verifyDepth: {
		flags: '--verify-depth <n>',
		description: 'intermediates that the target is to allow, and no more',
		group: 'The target',
		kind: 'one',
	},
	cacert: {
		flags: '--cacert <file>',
		description: "trust anchors for the target's own certificate",
		group: 'The target',
		kind: 'one',
		file: true,
	},
	servername: {
		flags: '--servername <name>',
		description: 'the server_name to send (default: the host of the URL)',
		group: 'The target',
		kind: 'one',
	},
	connectTo: {
		flags: '--connect-to <host:port>',
		description: 'connect there instead',
		group: 'The target',
		kind: 'one',
	},
	header: {
		flags: '--header <line>',
		description: "'Name: value' for every request; the value may be env:NAME or @FILE (repeatable)",
		group: 'The target',
		kind: 'many',
		list: 'whole',
	},
	path: {
		flags: '--path <path>',
		description: 'path to ask for (repeatable; default: that of the URL)',
		group: 'The target',
		kind: 'many',
		list: 'paths',
	},
	method: {
		flags: '--method <method>',
		description: 'request method (default: GET)',
		group: 'The target',
		kind: 'one',
	},
	iMayTestThis: {
		flags: '--i-may-test-this',
		description: 'you may send hostile input to this target; needed off loopback',
		group: 'The target',
		kind: 'switch',
	},
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
		description: 'list, junit=FILE, json=FILE or json=- beside the terminal (repeatable)',
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
