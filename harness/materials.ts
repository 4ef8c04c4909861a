import { createPrivateKey } from 'node:crypto';
import { clientCaIssuer } from '../fixtures/pki/client-ca.ts';
import { defaultIdentity, type Identity, identityOf } from '../fixtures/pki/identity.ts';
import { createRoot, type Issuer } from '../fixtures/pki/issuer.ts';
import { createKeyRing, type KeyRing } from '../fixtures/pki/key-ring.ts';
import {
	authorityKeyIdentifierOf,
	isSelfSigned,
	keyIdentifier,
	parseCertificate,
} from '../fixtures/pki/parsed-certificate.ts';
import { identityWithin, permitsIdentity, roomBelow } from '../fixtures/pki/room.ts';
import type {
	AnchorIdentity,
	BaseMaterials,
	Credential,
	Materials,
	Need,
} from '../fixtures/variant.ts';
import type { ClientCa, GivenMaterials } from './options.ts';

/** What a run can cut variants from, and why it lacks the rest. */
export interface Workshop {
	readonly base: BaseMaterials;
	readonly have: Partial<Materials>;
	readonly missing: ReadonlyMap<Need, Missing>;
}

export interface Missing {
	readonly because: string;
	/** The options that would bring it; `null` when nothing would. */
	readonly unlock: string | null;
}

/** Lays out the materials. `caNames`: the DER names of the target's CertificateRequest. */
export function layOutMaterials(
	given: GivenMaterials,
	caNames: readonly Buffer[],
	keys = createKeyRing(),
): Workshop {
	const identity = runIdentity(given);
	const base: BaseMaterials = { keys, identity, stranger: createRoot(keys, identity) };
	const authority = issuingMaterials(given.clientCa, identity, keys);
	const valid =
		given.valid ??
		given.prepared?.byId.get('control/valid')?.[0] ??
		authority.have.issuer?.issue() ??
		null;
	const anchor = findAnchor(given.clientCa, valid, caNames);
	const have: Partial<Materials> = {
		...authority.have,
		...(valid === null ? {} : { valid }),
		...(anchor === null ? {} : { anchor }),
		...(given.identity === null ? {} : { namedIdentity: given.identity }),
	};
	const missing = new Map<Need, Missing>([...defaultMissing, ...authority.missing]);
	for (const need of missing.keys()) if (need in have) missing.delete(need);
	return { base, have, missing };
}

function runIdentity({ identity, valid, clientCa, prepared }: GivenMaterials): Identity {
	const credential = valid ?? prepared?.byId.get('control/valid')?.[0];
	const [certificate] = credential?.chain ?? [];
	if (identity !== null) return identity;
	if (certificate !== undefined) return identityOf(parseCertificate(certificate));
	return (clientCa && identityWithin(clientCa.certificates)) ?? defaultIdentity;
}

interface Authority {
	readonly have: Partial<Materials>;
	readonly missing: ReadonlyMap<Need, Missing>;
}

/** The CA and as many CAs below it as its own pathLenConstraint leaves room for. */
function issuingMaterials(ca: ClientCa | null, identity: Identity, keys: KeyRing): Authority {
	if (ca === null) return { have: {}, missing: new Map() };
	const refusal = permitsIdentity(ca.certificates, identity);
	if (refusal !== null) {
		const reason: Missing = { because: refusal, unlock: '--identity' };
		return { have: {}, missing: new Map(issuingNeeds.map((need) => [need, reason])) };
	}
	const issuer = clientCaIssuer(ca.certificates, createPrivateKey(ca.key), identity, keys);
	const room = roomBelow(ca.certificates);
	const intermediate = fits(room, 1) ? issuer.subordinate() : null;
	const second = intermediate !== null && fits(room, 2) ? intermediate.subordinate() : null;
	const noRoom: Missing = {
		because: `the CA's own pathLenConstraint leaves room for ${room} intermediate${room === 1 ? '' : 's'}`,
		unlock: null,
	};
	return {
		have: {
			issuer,
			...(intermediate === null ? {} : { intermediate }),
			...(second === null ? {} : { secondIntermediate: second }),
			...(room === null || room > deepest ? {} : { beyondAnchorPathLen: below(issuer, room + 1) }),
		},
		missing: new Map<Need, Missing>([
			['intermediate', noRoom],
			['secondIntermediate', noRoom],
			[
				'beyondAnchorPathLen',
				{ because: 'the CA has no pathLenConstraint of its own to go beyond', unlock: null },
			],
		]),
	};
}

function fits(room: number | null, intermediates: number): boolean {
	return room === null || room >= intermediates;
}

function below(issuer: Issuer, intermediates: number): Issuer {
	return intermediates === 0 ? issuer : below(issuer.subordinate(), intermediates - 1);
}

/** The name at the top of what the user gave; else what the target itself announces. */
function findAnchor(
	ca: ClientCa | null,
	valid: Credential | null,
	caNames: readonly Buffer[],
): AnchorIdentity | null {
	const top = ca?.certificates.at(-1) ?? valid?.chain.at(-1);
	if (top !== undefined) {
		const parsed = parseCertificate(top);
		return isSelfSigned(top)
			? { name: parsed.subject, keyIdentifier: keyIdentifier(parsed) }
			: { name: parsed.issuer, keyIdentifier: authorityKeyIdentifierOf(parsed) };
	}
	const [name] = caNames;
	return name === undefined ? null : { name, keyIdentifier: null };
}

/** Deeper chains meet the verify depth of every server before they meet pathLenConstraint. */
const deepest = 2;

const issuingNeeds = [
	'issuer',
	'intermediate',
	'secondIntermediate',
	'beyondAnchorPathLen',
] as const satisfies readonly Need[];

const needsClientCa: Missing = {
	because: 'no CA that the target trusts was given',
	unlock: '--client-ca and --client-ca-key',
};

const defaultMissing: readonly (readonly [Need, Missing])[] = [
	['valid', { because: 'no valid credential was given', unlock: '--cert and --key' }],
	...issuingNeeds.map((need) => [need, needsClientCa] as const),
	[
		'anchor',
		{
			because: 'the name of the trust anchor is not known: the target announces no CA names',
			unlock: '--cert and --key',
		},
	],
	['namedIdentity', { because: 'no allowed identity was named', unlock: '--identity' }],
	[
		'refused',
		{
			because: 'no credential was given that the target must refuse',
			unlock: '--refused-cert and --refused-key',
		},
	],
];
