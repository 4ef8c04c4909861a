/** What `--revocation crl` adds: CAs that the deployed lists know, and one for each state of a list. */
import { createIssuer, type Issuer } from '../fixtures/pki/issuer.ts';
import { crlAuthorities } from '../fixtures/pki/crl-authorities.ts';
import { deriveFrom } from '../fixtures/pki/derived.ts';
import { createLineage, type LineageRole } from '../fixtures/pki/lineage.ts';
import { type ListedCas, maySignLists } from '../fixtures/pki/listed.ts';
import { parseCertificate } from '../fixtures/pki/parsed-certificate.ts';
import type { Materials, Need } from '../fixtures/variant.ts';
import type { Missing } from './materials.ts';

export interface CrlMaterials {
	/** The CA of the user, to make CAs under it in that role. */
	as(role: LineageRole): Issuer;
	readonly have: Partial<Pick<Materials, 'crl'>>;
	readonly missing: ReadonlyMap<Need, Missing>;
	/** `null`: nobody asked, so every CA is new. */
	readonly listed: ListedCas | null;
}

/** `noRoom`: why there can be no intermediate under the CA; `null` where there can. */
export function crlMaterials(
	issuer: Issuer,
	isAsked: boolean,
	noRoom: Missing | null,
): CrlMaterials {
	if (!isAsked) return { as: () => issuer, have: {}, missing: new Map(), listed: null };
	const derivation = deriveFrom(issuer.key);
	const obstacle = noRoom ?? whyNoLists(issuer);
	return {
		as: (role) => createIssuer({ ...issuer, lineage: createLineage(derivation, role) }),
		have: obstacle === null ? { crl: crlAuthorities(issuer, derivation) } : {},
		missing: new Map(obstacle === null ? [] : [['crl', obstacle]]),
		listed: { root: { subject: issuer.name, key: issuer.key }, derivation },
	};
}

/** The materials of one variant: the CAs that it makes are counted for it alone. */
export function ownLineages<M extends Partial<Materials>>(materials: M): M {
	const own = Object.entries(materials).map(([name, it]) => [
		name,
		isIssuer(it) && it.lineage ? createIssuer({ ...it, lineage: it.lineage.fork() }) : it,
	]);
	// The same names with materials of the same types.
	return Object.fromEntries(own) as M;
}

function isIssuer(material: Materials[Need]): material is Issuer {
	return typeof material === 'object' && 'subordinate' in material;
}

function whyNoLists({ certificate }: Issuer): Missing | null {
	if (maySignLists(parseCertificate(certificate))) return null;
	const because = 'the keyUsage of the CA has no cRLSign, so no target relies on a list of it';
	return { because, unlock: null };
}
