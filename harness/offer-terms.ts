/** What each offer consists of: how our TLS library is told, and how it looks on the wire. */
import type { SecureVersion } from 'node:tls';
import type { Offer } from '../fixtures/variant.ts';

export interface OfferTerms {
	/** What it is called in messages. */
	readonly name: string;
	readonly version: SecureVersion;
	/** The protocol version on the wire, the highest of the ClientHello. */
	readonly versionNumber: number;
	/** For OpenSSL. Level 0: it would not offer most of this otherwise. */
	readonly ciphers: string;
	/** The cipher suites that count, by number; `null`: all do. */
	readonly suites: ReadonlySet<number> | null;
	/** The options of `openssl s_client` that offer the same. */
	readonly flags: string;
}

/** The cipher suites of a ClientHello that are none: RFC 5746 §3.3 and RFC 7507 §2. */
export const signallingSuites: ReadonlySet<number> = new Set([0x00ff, 0x5600]);

/** The registry "TLS Cipher Suites", up to TLS 1.2. What has neither side authenticated: */
const anonymous = [
	0x0017, 0x0018, 0x0019, 0x001a, 0x001b, 0x0034, 0x003a, 0x0046, 0x006c, 0x006d, 0x0089, 0x009b,
	0x00a6, 0x00a7, 0x00bf, 0x00c5, 0xc015, 0xc016, 0xc017, 0xc018, 0xc019, 0xc046, 0xc047, 0xc05a,
	0xc05b, 0xc084, 0xc085,
];

/** What authenticates the server and encrypts nothing. */
const unencrypted = [0x0001, 0x0002, 0x003b, 0xc001, 0xc006, 0xc00b, 0xc010];

/** What sends the secret under the RSA key of the certificate. */
const staticRsa = [
	0x0003, 0x0004, 0x0005, 0x0006, 0x0007, 0x0008, 0x0009, 0x000a, 0x002f, 0x0035, 0x003c, 0x003d,
	0x0041, 0x0084, 0x0096, 0x009c, 0x009d, 0x00ba, 0x00c0, 0xc03c, 0xc03d, 0xc050, 0xc051, 0xc07a,
	0xc07b, 0xc09c, 0xc09d, 0xc0a0, 0xc0a1,
];

export const offerTerms: Readonly<Record<Offer, OfferTerms>> = {
	TLSv1: {
		name: 'TLS 1.0',
		version: 'TLSv1',
		versionNumber: 0x0301,
		ciphers: 'ALL:@SECLEVEL=0',
		suites: null,
		flags: '-tls1 -cipher ALL:@SECLEVEL=0',
	},
	'TLSv1.1': {
		name: 'TLS 1.1',
		version: 'TLSv1.1',
		versionNumber: 0x0302,
		ciphers: 'ALL:@SECLEVEL=0',
		suites: null,
		flags: '-tls1_1 -cipher ALL:@SECLEVEL=0',
	},
	'anonymous-suites': onTls12('an anonymous cipher suite', 'aNULL', anonymous),
	'null-suites': onTls12('a cipher suite without encryption', 'eNULL:!aNULL', unencrypted),
	'static-rsa-suites': onTls12('a cipher suite with RSA key transport', 'kRSA:!eNULL', staticRsa),
};

function onTls12(name: string, list: string, suites: readonly number[]): OfferTerms {
	const ciphers = `${list}:@SECLEVEL=0`;
	return {
		name,
		version: 'TLSv1.2',
		versionNumber: 0x0303,
		ciphers,
		suites: new Set(suites),
		flags: `-tls1_2 -cipher '${ciphers}'`,
	};
}
