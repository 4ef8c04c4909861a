/** Chains as they left, held against those of their twins. Pure; nothing here is escaped yet. */
import type { CertificateSummary } from '../../harness/observation.ts';
import type { Fact, PageLink } from './page-data.ts';

type Certificates = Readonly<Record<string, CertificateSummary>>;

/** What of a link can be said without knowing where its certificate stands in the page's list. */
export type ComparedLink = Omit<PageLink, 'certificate'>;

/** `twin` is the chain of the finding's twin; `null` where it has none or it is not known. */
export function compareChain(
	chain: readonly string[],
	twin: readonly string[] | null,
	certificates: Certificates,
): { readonly links: readonly ComparedLink[]; readonly says: string } {
	const links = chain.map((sha256, at): ComparedLink => {
		const own = fieldsAt(chain, at, certificates);
		const other = twin === null ? null : fieldsAt(twin, at, certificates);
		return {
			sha256,
			role: at === 0 ? 'end entity' : `certificate ${at + 1}`,
			facts: own?.place ?? [],
			isExtra: twin !== null && at >= twin.length,
			differs:
				own === null || other === null || twin?.[at] === sha256 ? {} : differences(own, other),
		};
	});
	return { links, says: sentence(chain, twin, links, certificates) };
}

interface Fields {
	/** What is compared, as it is shown; the keys are those of `certificateFields`. */
	readonly shown: ReadonlyMap<string, string>;
	/** The same without what differs between any two certificates. */
	readonly compared: ReadonlyMap<string, string>;
	readonly place: readonly Fact[];
	/** Whether the next certificate was sent along. */
	readonly hasAbove: boolean;
}

function fieldsAt(chain: readonly string[], at: number, certificates: Certificates): Fields | null {
	const summary = lookUp(certificates, chain[at]);
	if (summary === null) return null;
	const above = lookUp(certificates, chain[at + 1]);
	const place = signatureFacts(summary, chain[at + 1], chain[at]);
	const shown = new Map<string, string>([
		['subject', summary.subject ?? ''],
		['issuer', summary.issuer ?? ''],
		['not before', summary.notBefore ?? ''],
		['not after', summary.notAfter ?? ''],
		['key', summary.keyAlgorithm ?? ''],
		['signature', summary.signatureAlgorithm ?? ''],
		...Object.entries(summary.extensions),
		['version', String(summary.version)],
		['serial number', summary.serial ?? ''],
		...place,
		['not readable', summary.unreadable ?? ''],
	]);
	const compared = new Map(shown);
	compared.set('serial number', serialShape(summary.serial));
	// Intermediates of one run are told apart by a random part of their names.
	if (at > 0 && summary.subject !== null)
		compared.set('subject', summary.subject.replace(hexRun, shape));
	if (above !== null && above.subject === summary.issuer) compared.set('issuer', 'the one above');
	const own = summary.extensions['subjectKeyIdentifier'];
	if (own !== undefined) compared.set('subjectKeyIdentifier', own.replace(hexRun, shape));
	const authority = summary.extensions['authorityKeyIdentifier'];
	const aboveKey = above?.extensions['subjectKeyIdentifier'];
	if (authority !== undefined && aboveKey !== undefined && authority.includes(aboveKey)) {
		compared.set('authorityKeyIdentifier', authority.replace(aboveKey, 'the one above'));
	}
	return { shown, compared, place, hasAbove: above !== null };
}

function differences(own: Fields, twin: Fields): Readonly<Record<string, string>> {
	const labels = new Set([...own.compared.keys(), ...twin.compared.keys()]);
	return Object.fromEntries(
		[...labels]
			.filter((label) => !isSame(label, own.compared.get(label), twin.compared.get(label)))
			// Whether the issuer stands above it says nothing where only one chain has a certificate there.
			.filter((label) => !ofIssuer.has(label) || !isSameIssuer(label, own, twin))
			.filter((label) => label !== 'signed by' || (own.shown.has(label) && twin.shown.has(label)))
			.map((label) => [label, twin.shown.get(label) ?? ''] as const),
	);
}

function isSameIssuer(label: string, own: Fields, twin: Fields): boolean {
	const [one, other] = [own.shown.get(label), twin.shown.get(label)];
	if (own.hasAbove === twin.hasAbove) return one === other;
	return one?.replace(hexRun, shape) === other?.replace(hexRun, shape);
}

function isSame(label: string, one: string | undefined, other: string | undefined): boolean {
	if (one === other) return true;
	if (!label.startsWith('not ') || one === undefined || other === undefined) return false;
	const apart = Math.abs(new Date(one).getTime() - new Date(other).getTime());
	// Certificates of one run are cut within minutes of each other; odd forms are no dates.
	return iso.test(one) && iso.test(other) && apart <= 60_000;
}

function signatureFacts(
	{ signedBy, issuer, subject }: CertificateSummary,
	above: string | undefined,
	itself: string | undefined,
): readonly Fact[] {
	if (signedBy === undefined) return [];
	if (above !== undefined) {
		const verifies = signedBy.includes(above);
		return [['signed by', verifies ? 'the certificate above' : 'not by the certificate above']];
	}
	if (issuer !== subject || itself === undefined) return [];
	return [['signed by', signedBy.includes(itself) ? 'itself' : 'not by itself, as it says']];
}

function sentence(
	chain: readonly string[],
	twin: readonly string[] | null,
	links: readonly ComparedLink[],
	certificates: Certificates,
): string {
	if (twin === null) return '';
	if (chain.join() === twin.join()) return 'The same chain as the twin sends.';
	const unknown = [...chain, ...twin].filter((it) => lookUp(certificates, it) === null).length;
	const length =
		chain.length === twin.length
			? ''
			: `The twin sends ${twin.length === 1 ? '1 certificate' : `${twin.length} certificates`}, this is ${chain.length}. `;
	if (links.some(({ differs, isExtra }) => isExtra || Object.keys(differs).length > 0)) {
		return `${length}What differs from the twin's chain is marked.`;
	}
	if (unknown === 0 && chain.length < twin.length) {
		return `${length}No other difference is in what is shown.`;
	}
	if (unknown > 0) return `${length}Not all certificates are known, so they could not be compared.`;
	return `${length}No field that is shown differs from the twin's: what is wrong lies elsewhere, as the title says.`;
}

function lookUp(certificates: Certificates, sha256: string | undefined): CertificateSummary | null {
	if (sha256 === undefined || !Object.hasOwn(certificates, sha256)) return null;
	return certificates[sha256] ?? null;
}

/** Serial numbers are random; how they are made up is not. */
function serialShape(serial: string | null): string {
	if (serial === null) return '';
	if (/^0*$/u.test(serial)) return 'zero';
	const sign = Number.parseInt(serial.slice(0, 2), 16) >= 0x80 ? 'negative' : 'positive';
	return serial.length > 40 ? `${sign}, too long` : sign;
}

function shape(hex: string): string {
	return `${hex.length / 2} octets`;
}

const ofIssuer: ReadonlySet<string> = new Set(['issuer', 'authorityKeyIdentifier']);
const hexRun = /[\da-f]{8,}/u;
const iso = /^\d{4}-\d\d-\d\dT/u;
