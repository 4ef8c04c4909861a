import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import type { Credential } from '../../fixtures/attempt.ts';
import { offerTerms } from '../offer-terms.ts';
import type { TlsVersion } from '../options.ts';
import type { ClientSide } from './connection-request.ts';

/**
 * The TLS context of a connection. Contexts are kept with their credential: with OpenSSL 3.0 making
 * one takes longer than the handshake. They hold no sessions (rule 9 of the verdicts).
 * @throws Error when the TLS library does not take the certificate or the key.
 */
export function clientContext(
	client: ClientSide,
	tls: TlsVersion,
	sessionsById = false,
): SecureContext {
	const terms = base(tls, sessionsById);
	if (client.kind === 'anonymous') {
		const make = (): SecureContext =>
			createSecureContext({ ...terms, ca: client.trustAnchors.map(pem) });
		return client.trustAnchors.length > 0 || sessionsById ? make() : (nobody[tls] ??= make());
	}
	if (client.kind === 'offer') {
		const { version, ciphers } = offerTerms[client.offer];
		return createSecureContext({ minVersion: version, maxVersion: version, ciphers, ca: [] });
	}
	const { credential } = client;
	const known = sessionsById ? undefined : contexts[tls].get(credential);
	if (known !== undefined) return known;
	const context = createSecureContext({
		...terms,
		cert: certificatesPem(credential.chain),
		key: credential.key,
		// OpenSSL completes a chain from the client's own trust store.
		ca: [],
		...offeredCurves(credential),
	});
	if (!sessionsById) contexts[tls].set(credential, context);
	return context;
}

function base(
	tls: TlsVersion,
	sessionsById: boolean,
): {
	minVersion: TlsVersion;
	maxVersion: TlsVersion;
	ciphers: string;
	secureOptions: number;
} {
	return {
		minVersion: tls,
		maxVersion: tls,
		// Debian's and Node 24's default level refuses to load what some variants are made of.
		ciphers: 'DEFAULT@SECLEVEL=0',
		// A server without renegotiation_info is for the family `protocol` to judge.
		secureOptions:
			constants.SSL_OP_LEGACY_SERVER_CONNECT | (sessionsById ? constants.SSL_OP_NO_TICKET : 0),
	};
}

/** OpenSSL servers refuse an EC key on a curve that the ClientHello does not offer. */
function offeredCurves({ chain: [certificate] }: Credential): { readonly ecdhCurve?: string } {
	const odd = oddCurves.find(({ oid }) => certificate?.includes(oid));
	return odd === undefined ? {} : { ecdhCurve: `X25519:P-256:P-384:P-521:${odd.name}` };
}

/** Curves beyond the usual ones, with the DER of their OIDs (RFC 5480 §2.1.1.1, SEC 2 §A.2). */
const oddCurves: readonly { readonly name: string; readonly oid: Buffer }[] = [
	{ name: 'prime192v1', oid: Buffer.from('06082a8648ce3d030101', 'hex') },
	{ name: 'secp256k1', oid: Buffer.from('06052b8104000a', 'hex') },
];

function pem(der: Buffer): string {
	return certificatesPem([der]);
}

const contexts: Record<TlsVersion, WeakMap<Credential, SecureContext>> = {
	'TLSv1.2': new WeakMap(),
	'TLSv1.3': new WeakMap(),
};

/** What says nothing of a client is the same for all that do. */
const nobody: Partial<Record<TlsVersion, SecureContext>> = {};
