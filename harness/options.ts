/** Everything that a run is told, parsed: past this point no string is looked at again. */
import type { Credential } from '../fixtures/attempt.ts';
import type { OwnVariant } from '../fixtures/own-variant.ts';
import type { ProbedTls, Severity } from '../fixtures/variant.ts';
import type { Identity } from '../fixtures/pki/identity.ts';
import type { ShardOf } from './finding.ts';
import type { Profile } from './profile.ts';
import type { Rule, Selector } from './rule.ts';

export type TlsVersion = ProbedTls;

/** How the target learns what is revoked. */
export type RevocationMethod = 'crl' | 'ocsp';

export interface HostPort {
	/** Without brackets. */
	readonly host: string;
	readonly port: number;
}

export interface Target {
	/** As the user wrote it, without credentials and fragment. */
	readonly url: string;
	/** The host of the URL, without brackets: the default of `Host` and servername. */
	readonly host: string;
	readonly port: number;
	/** Where to connect instead (`--connect-to`). */
	readonly connectTo: HostPort | null;
	/** The server_name to send; `null` for an IP address without `--servername`. */
	readonly servername: string | null;
}

/** A name that is served at the same address as the target. */
export interface GivenVhost {
	readonly name: string;
	/** `protected`: to nobody whom the target lets in; `open`: to everybody. */
	readonly kind: 'protected' | 'open';
}

/** Another way to the same server. */
export interface GivenListener extends HostPort {
	/** As the user wrote it. */
	readonly url: string;
	/** Whether it speaks HTTP without TLS. */
	readonly plaintext: boolean;
}

/** A CA that the target trusts, with its key, as the user gave it. */
export interface ClientCa {
	/** DER: the CA first, its issuers after. */
	readonly certificates: readonly Buffer[];
	/** PKCS#8 PEM, decrypted. */
	readonly key: string;
}

export interface NamedCredential {
	/** The file it came from, without its folders. */
	readonly name: string;
	readonly credential: Credential;
}

/** Credentials that `pki` wrote: per id the credential of each connection of the attempt. */
export interface PreparedCredentials {
	readonly byId: ReadonlyMap<string, readonly (Credential | null)[]>;
	/** When the first of the sound ones ends. */
	readonly notAfter: Date;
	/** Whether they fit the revocation lists that were written with them. */
	readonly hasLists?: boolean;
}

export interface GivenMaterials {
	/** `--cert`, `--key`. */
	readonly valid: Credential | null;
	readonly clientCa: ClientCa | null;
	readonly prepared: PreparedCredentials | null;
	readonly refused: readonly NamedCredential[];
	/** `--identity`; `null` where it was not given. */
	readonly identity: Identity | null;
}

export interface Trust {
	/** DER. */
	readonly anchors: readonly Buffer[];
	/** The file or store they come from. */
	readonly source: string;
}

export interface RunOptions {
	readonly target: Target;
	readonly materials: GivenMaterials;
	/** `null`: revocation is not tested, since many healthy targets check none. */
	readonly revocation: RevocationMethod | null;
	/** Where the OCSP responder of the run listens; `null`: a free port of 127.0.0.1. */
	readonly ocspAddress: HostPort | null;
	/** How many intermediates the target is to allow, and no more; `null`: nobody said. */
	readonly verifyDepth: number | null;
	readonly trust: Trust;
	readonly method: string;
	/** At least one. */
	readonly paths: readonly string[];
	/** Paths that the target serves to everybody. */
	readonly openPaths: readonly string[];
	/** Other names of the same server. */
	readonly vhosts: readonly GivenVhost[];
	readonly listeners: readonly GivenListener[];
	readonly headers: readonly (readonly [name: string, value: string])[];
	/** `null`: all that the target offers. */
	readonly tls: readonly TlsVersion[] | null;
	/** Which variants run and what they weigh. */
	readonly profile: Profile;
	readonly only: readonly string[];
	readonly skip: readonly string[];
	/** Variants of the user's, which stand in the catalogue of this run. */
	readonly own: readonly OwnVariant[];
	readonly failOn: Severity;
	readonly strictAlerts: boolean;
	readonly acceptIf: readonly Rule[];
	readonly rejectIf: readonly Rule[];
	readonly reasonFrom: readonly Selector[];
	/** What only a protected answer has; none: it is told by the answer to the valid credential. */
	readonly markers: readonly Rule[];
	/** `null`: 8 on loopback, 4 elsewhere. */
	readonly concurrency: number | null;
	/** Connections a second; `null`: no limit. */
	readonly rate: number | null;
	/** Milliseconds to wait after a TLS 1.3 handshake for the target's word; `null`: by round trip. */
	readonly waitMs: number | null;
	/** Milliseconds that one connection may take. */
	readonly timeoutMs: number;
	/** Milliseconds that the whole run may take; `null`: no limit. */
	readonly deadlineMs: number | null;
	/** Which part of the selection is tested; absent: all of it. */
	readonly shard?: ShardOf;
	readonly mayTest: MayTest;
	/** What the lines that reproduce a finding take credentials from; `null`: there are no such lines. */
	readonly reproduceFrom: ReproduceFrom | null;
}

/** How to test, apart from what and with what: also what labs, `demo` and the mocha suites are told. */
export type RunSettings = Omit<
	RunOptions,
	| 'target'
	| 'vhosts'
	| 'listeners'
	| 'paths'
	| 'openPaths'
	| 'materials'
	| 'trust'
	| 'mayTest'
	| 'reproduceFrom'
>;

export type ReproduceFrom =
	/** `pki` with the options that name the materials. */
	| { readonly kind: 'pki'; readonly flags: readonly string[] }
	/** What `pki` has written already. */
	| { readonly kind: 'directory'; readonly path: string };

/** Whose word it is that the target may be tested. */
export type MayTest =
	/** Loopback only. */
	| { readonly kind: 'loopback' }
	| { readonly kind: 'confirmed' }
	/** `MTLS_GAUNTLET_I_MAY_TEST`: these hosts. */
	| { readonly kind: 'hosts'; readonly hosts: readonly string[] };
