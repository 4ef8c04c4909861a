import { createPrivateKey } from 'node:crypto';
import { clientCaIssuer } from '../fixtures/pki/client-ca.ts';
import { defaultIdentity, type Identity, identityOf } from '../fixtures/pki/identity.ts';
import { createIssuer, createRoot, type Issuer } from '../fixtures/pki/issuer.ts';
import { createKeyRing, type KeyRing } from '../fixtures/pki/key-ring.ts';
import type { OcspResponder } from '../fixtures/pki/ocsp.ts';
import {
	authorityKeyIdentifierOf,
	isSelfSigned,
	keyIdentifier,
	parseCertificate,
} from '../fixtures/pki/parsed-certificate.ts';
import { identityWithin, permitsIdentity, roomBelow } from '../fixtures/pki/room.ts';
import { below } from '../fixtures/pki/subordinates.ts';
import type { Credential } from '../fixtures/attempt.ts';
import type { AnchorIdentity, BaseMaterials, Materials, Need } from '../fixtures/variant.ts';
import { otherIdentity } from '../fixtures/pki/other-identity.ts';
import { depthMaterials } from './depth-materials.ts';
import { emptyHouse, type House, houseMaterials, houseMissing } from './house-materials.ts';
import type { Several } from './several.ts';
import type { ListedCas } from '../fixtures/pki/listed.ts';
import { crlMaterials } from './crl-materials.ts';
import type { ClientCa, GivenMaterials } from './options.ts';

/** What every attempt of a run has, whatever it asks for. */
type SharedMaterials = Omit<BaseMaterials, 'at'>;

/** What a run can cut variants from, and why it lacks the rest. */
export interface Workshop {
	readonly base: SharedMaterials;
	readonly have: Partial<Materials>;
	readonly missing: ReadonlyMap<Need, Missing>;
	/** Materials of which there may be several of a kind. */
	readonly several: Several;
	/** The CAs of which the target has lists; `null` where it is not asked to have any. */
	readonly listed: ListedCas | null;
}

export interface Missing {
	readonly because: string;
	/** The options that would bring it; `null` when nothing would. */
	readonly unlock: string | null;
}

/** What a run knows beside what the user gave; what is left out is not there. */
export interface Surroundings {
	/** The DER names of the target's CertificateRequest. */
	readonly caNames?: readonly Buffer[];
	readonly keys?: KeyRing;
	readonly ocsp?: OcspResponder | null;
	readonly verifyDepth?: number | null;
	/** Whether the target was given the revocation lists of `pki --crl`. */
	readonly isListed?: boolean;
	/** Other ways to the target's server. */
	readonly house?: House;
}

/** Lays out the materials. */
export function layOutMaterials(given: GivenMaterials, around: Surroundings = {}): Workshop {
	const { keys = createKeyRing(), caNames = [], ocsp = null, isListed = false } = around;
	const { house = emptyHouse } = around;
	const identity = runIdentity(given);
	const stranger = createRoot(keys, identity);
	const authority = issuingMaterials(given.clientCa, { keys, identity }, around);
	const valid =
		given.valid ??
		given.prepared?.byId.get('control/valid')?.[0] ??
		authority.have.issuer?.issue() ??
		null;
	const claimed = (valid ?? stranger.issue()).chain;
	const base: SharedMaterials = { keys, identity, stranger, claimed };
	const anchor = findAnchor(given.clientCa, valid, caNames);
	const other = otherClient(given, authority.have.issuer);
	const have: Partial<Materials> = {
		...authority.have,
		...(valid === null ? {} : { valid }),
		...(anchor === null ? {} : { anchor }),
		...(given.identity === null ? {} : { namedIdentity: given.identity }),
		...(ocsp === null ? {} : { ocsp }),
		...(other === null ? {} : { otherClient: other }),
	};
	const missing = new Map<Need, Missing>([
		...defaultMissing,
		...(isListed ? ([['crl', needsClientCa]] as const) : []),
		...authority.missing,
	]);
	for (const need of missing.keys()) if (need in have) missing.delete(need);
	const refused = given.refused.map(({ name, credential }) => ({ name, it: credential }));
	const several = { ...houseMaterials(house), ...(refused.length > 0 ? { refused } : {}) };
	return { base, have, several, missing, listed: authority.listed };
}

/** Somebody else of the same PKI, from the CA itself or as it was prepared. */
function otherClient(
	{ identity, prepared }: GivenMaterials,
	issuer: Issuer | undefined,
): Credential | null {
	const [written] = prepared?.byId.get('identity/bad-san') ?? [];
	if (written !== undefined) return written;
	if (identity === null || issuer === undefined) return null;
	const somebody = otherIdentity(identity);
	const isPermitted = permitsIdentity([issuer.certificate, ...issuer.chain], somebody) === null;
	return isPermitted ? issuer.issue(somebody) : null;
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
	readonly listed: ListedCas | null;
}

/** The CA and as many CAs below it as its own pathLenConstraint leaves room for. */
function issuingMaterials(
	ca: ClientCa | null,
	{ identity, keys }: Pick<SharedMaterials, 'identity' | 'keys'>,
	{ ocsp = null, verifyDepth = null, isListed = false }: Surroundings,
): Authority {
	if (ca === null) return { have: {}, missing: new Map(), listed: null };
	const refusal = permitsIdentity(ca.certificates, identity);
	if (refusal !== null) {
		const reason: Missing = { because: refusal, unlock: '--identity' };
		const needs = isListed ? ([...issuingNeeds, 'crl'] as const) : issuingNeeds;
		return { have: {}, missing: new Map(needs.map((need) => [need, reason])), listed: null };
	}
	const own = clientCaIssuer(ca.certificates, createPrivateKey(ca.key), identity, keys);
	// Where the target asks for the status of every certificate, sound ones need an answer too.
	const sound = ocsp === null ? own : createIssuer({ ...own, ocsp });
	const room = roomBelow(ca.certificates);
	const noRoom: Missing = {
		because: `the CA's own pathLenConstraint leaves room for ${room} intermediate${room === 1 ? '' : 's'}`,
		unlock: null,
	};
	const crl = crlMaterials(sound, isListed, fits(room, 1) ? null : noRoom);
	const issuer = crl.as('variant');
	const intermediate = fits(room, 1) ? crl.as('intermediate').subordinate() : null;
	const second = intermediate !== null && fits(room, 2) ? intermediate.subordinate() : null;
	const third = second !== null && fits(room, 3) ? second.subordinate() : null;
	const depth = depthMaterials(crl.as('verify depth'), room, verifyDepth);
	const beyond = room === null || room > deepest ? null : below(crl.as('path length'), room + 1);
	return {
		have: {
			issuer,
			...(intermediate === null ? {} : { intermediate }),
			...(second === null ? {} : { secondIntermediate: second }),
			...(third === null ? {} : { thirdIntermediate: third }),
			...depth.have,
			...(beyond === null ? {} : { beyondAnchorPathLen: beyond }),
			...crl.have,
		},
		missing: new Map<Need, Missing>([
			['intermediate', noRoom],
			['secondIntermediate', noRoom],
			['thirdIntermediate', noRoom],
			...depth.missing,
			[
				'beyondAnchorPathLen',
				{ because: 'the CA has no pathLenConstraint of its own to go beyond', unlock: null },
			],
			...crl.missing,
		]),
		listed: crl.listed,
	};
}

function fits(room: number | null, intermediates: number): boolean {
	return room === null || room >= intermediates;
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
	'thirdIntermediate',
	'atVerifyDepth',
	'beyondVerifyDepth',
	'beyondAnchorPathLen',
] as const satisfies readonly Need[];

const needsClientCa: Missing = {
	because: 'no CA that the target trusts was given',
	unlock: '--client-ca and --client-ca-key',
};

const defaultMissing: readonly (readonly [Need, Missing])[] = [
	...houseMissing,
	[
		'otherClient',
		{
			because: 'there is no credential of the same CA for somebody else',
			unlock: '--identity, with --client-ca and --client-ca-key',
		},
	],
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
	[
		'crl',
		{
			because: 'revocation by lists is tested only where it is asked for',
			unlock: '--revocation crl',
		},
	],
	[
		'ocsp',
		{
			because: 'revocation by OCSP is tested only where it is asked for',
			unlock: '--revocation ocsp',
		},
	],
];
