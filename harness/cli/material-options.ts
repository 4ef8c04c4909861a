import type { OptionSpec } from './option-spec.ts';

/** What a run is given to present. */
export const materialOptions = {
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
		words: ['crl', 'ocsp'],
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
} as const satisfies Record<string, OptionSpec>;
