/** The PKI of a lab: CAs in place of the user's, and certificates for the server. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { createServerRoot } from '../../fixtures/endpoints/server-credential.ts';
import { crlCaLabel } from '../../fixtures/pki/crl-authorities.ts';
import { createCrlBundle } from '../../fixtures/pki/crl-bundle.ts';
import { deriveFrom } from '../../fixtures/pki/derived.ts';
import { distinguishedName } from '../../fixtures/pki/distinguished-name.ts';
import { type GeneralName, ipOctets } from '../../fixtures/pki/general-name.ts';
import { defaultIdentity } from '../../fixtures/pki/identity.ts';
import { createRoot, type Issuer } from '../../fixtures/pki/issuer.ts';
import { keyPem, type KeyRing } from '../../fixtures/pki/key-ring.ts';
import { certificatesPem, pemBlocks, revocationListsPem } from '../../fixtures/pki/pem.ts';
import { parseCertificate } from '../../fixtures/pki/parsed-certificate.ts';
import { hoursFrom } from '../../fixtures/pki/template.ts';
import { isIP } from 'node:net';
import type { ClientCa, NamedCredential, Trust } from '../options.ts';

/** A CA that stands in for a file of the user's. */
export interface LabAuthority {
	/** What it stands in for. */
	readonly source: string;
	readonly clientCa: ClientCa;
	/** PEM of its certificate. */
	readonly pem: string;
	/** PEM of its revocation list and of those of all intermediates that runs derive from it. */
	lists(): string;
	/** A sound credential of a client of this CA. */
	credential(): NamedCredential;
	/** A credential that the list of this very CA revokes, without an intermediate. */
	revoked(): NamedCredential;
}

/** What a server shows of itself. PEM: end entity first, PKCS#8. */
export interface LabServerPair {
	readonly cert: string;
	readonly key: string;
}

/** Makes what a lab shows and trusts, each CA when it is first asked for. */
export interface LabAuthorities {
	/**
	 * The CA in place of that source (a path, the hash of a content …): equal source, equal CA.
	 * `original`: what the source holds, where it is there; the CA then bears the name of its first
	 * certificate, so that rules about the issuer still fit. `depth`: how many intermediates some server
	 * allows below it; the CA then leaves room for one more, as far as nobody asked for it before.
	 */
	of(source: string, original?: string, depth?: number): LabAuthority;
	/** All CAs that were asked for, in order. */
	all(): readonly LabAuthority[];
	/** A certificate for these names beside localhost and loopback, of either kind of key. */
	server(names: readonly string[], kind: 'ecdsa' | 'rsa'): Promise<LabServerPair>;
	/** PEM of the root above all server certificates. */
	readonly serverRoot: string;
	/** The same as trust anchors of a run. */
	readonly trust: Trust;
}

/** Clients of all but the trusted ones: nobody of them is to be let in. */
export function clientsOfOthers(
	all: readonly LabAuthority[],
	trusted: readonly LabAuthority[],
): readonly NamedCredential[] {
	return all.filter((it) => !trusted.includes(it)).map((it) => it.credential());
}

/** Keys are made with that ring and stay in memory. */
export function createLabAuthorities(keys: KeyRing): LabAuthorities {
	const made = new Map<string, LabAuthority>();
	const root = createServerRoot(keys);
	return {
		of(source, original, depth) {
			const known = made.get(source);
			if (known !== undefined) return known;
			const authority = createAuthority(keys, source, original, depth);
			made.set(source, authority);
			return authority;
		},
		all: () => [...made.values()],
		async server(names, kind) {
			const key = kind === 'rsa' ? await keys.rsa('2048-end-entity') : keys.ec();
			return issueServer(root, names, key);
		},
		serverRoot: certificatesPem([root.certificate]),
		trust: { anchors: [root.certificate], source: 'the root of the lab' },
	};
}

function createAuthority(keys: KeyRing, source: string, original = '', depth = 0): LabAuthority {
	const issuer = createRoot(keys, defaultIdentity, {
		...nameOf(original),
		// With a pathLenConstraint of its own there is one to go beyond.
		basicConstraints: { cA: true, pathLenConstraint: Math.max(2, depth + 1) },
	});
	return {
		source,
		clientCa: { certificates: [issuer.certificate], key: keyPem(issuer.key) },
		pem: certificatesPem([issuer.certificate]),
		lists() {
			const until = hoursFrom(Date.now(), 48);
			const { ofCa, ofIntermediates } = createCrlBundle(issuer, deriveFrom(issuer.key), until);
			return revocationListsPem([ofCa, ...ofIntermediates]);
		},
		credential: () => ({ name: source, credential: issuer.issue() }),
		revoked: () => {
			// Whatever has that number is on the list.
			const serialNumber = deriveFrom(issuer.key).serialNumber(crlCaLabel('intermediate-revoked'));
			return {
				name: `a revoked client of ${source}`,
				credential: issuer.issue({ serialNumber }),
			};
		},
	};
}

/** The subject of the first certificate, where there is one that can be read. */
function nameOf(original: string): { readonly subject?: Buffer } {
	const [first] = pemBlocks(original, 'CERTIFICATE');
	if (first === undefined) return {};
	try {
		return { subject: parseCertificate(first).subject };
	} catch {
		return {};
	}
}

function issueServer(root: Issuer, names: readonly string[], key: KeyObject): LabServerPair {
	const named = names.map((name): GeneralName =>
		isIP(name) === 0 ? { dns: name } : { ip: ipOctets(name) },
	);
	const loopback: readonly GeneralName[] = [
		{ dns: 'localhost' },
		{ ip: ipOctets('127.0.0.1') },
		{ ip: ipOctets('::1') },
	];
	const isRsa = createPublicKey(key).asymmetricKeyType === 'rsa';
	const { chain } = root.issue({
		key,
		subject: distinguishedName(['O', 'mtls-gauntlet'], ['CN', 'lab server']),
		subjectAltName: [...loopback, ...named],
		extKeyUsage: ['serverAuth'],
		keyUsage: isRsa ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature'],
	});
	return { cert: certificatesPem(chain), key: keyPem(key) };
}
