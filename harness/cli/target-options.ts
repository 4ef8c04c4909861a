import type { OptionSpec } from './option-spec.ts';

/** What is tested: where it is, what is asked of it, and what else it serves. */
export const targetOptions = {
	verifyDepth: {
		flags: '--verify-depth <n>',
		description: 'intermediates that the target is to allow, and no more',
		group: 'The target',
		kind: 'one',
		isNumber: true,
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
	protected: {
		flags: '--protected <path>',
		description: 'path that nobody may get without a certificate: tested like --path (repeatable)',
		group: 'The target',
		kind: 'many',
		list: 'paths',
	},
	open: {
		flags: '--open <path>',
		description: 'path that the target serves to everybody (repeatable)',
		group: 'The target',
		kind: 'many',
		list: 'paths',
	},
	vhost: {
		flags: '--vhost <name=kind>',
		description:
			'another name of the server: NAME=open, or NAME=protected for other clients (repeatable)',
		group: 'The target',
		kind: 'many',
		list: 'commas',
	},
	listener: {
		flags: '--listener <url>',
		description: 'another way to the server: http://HOST:PORT or https://HOST:PORT (repeatable)',
		group: 'The target',
		kind: 'many',
		list: 'commas',
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
} as const satisfies Record<string, OptionSpec>;
