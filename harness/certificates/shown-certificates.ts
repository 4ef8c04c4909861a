import { createHash, X509Certificate } from 'node:crypto';
import type { Attempt } from '../../fixtures/attempt.ts';
import type { CertificateSummary } from '../observation.ts';
import { summarizeCertificate } from './summarize-certificate.ts';

/** Keeps the certificates of what was attempted, so that a report can say what they were. No keys. */
export class ShownCertificates {
	/** A chain is one array for every TLS version and path that it is shown on. */
	readonly #chains = new Set<readonly Buffer[]>();

	/** To be told of every attempt that is carried out. */
	add(attempt: Attempt): void {
		for (const { credential } of attempt)
			if (credential !== null) this.#chains.add(credential.chain);
	}

	/** By SHA-256 of the DER. Each is read once; takes a millisecond for some five certificates. */
	summaries(): Readonly<Record<string, CertificateSummary>> {
		const read = new Map<string, Readable>();
		const chains = [...this.#chains].map((chain) =>
			chain.map((der) => {
				const sha256 = createHash('sha256').update(der).digest('hex');
				const known = read.get(sha256) ?? readable(sha256, der);
				read.set(sha256, known);
				return known;
			}),
		);
		for (const chain of chains) for (const [at, one] of chain.entries()) verify(one, chain[at + 1]);
		for (const one of read.values()) {
			if (one.summary.subject === one.summary.issuer) verify(one, one);
		}
		return Object.fromEntries(
			[...read.values()].map(({ sha256, summary, signedBy }) => [
				sha256,
				signedBy === null ? summary : { ...summary, signedBy: [...signedBy] },
			]),
		);
	}
}

interface Readable {
	readonly sha256: string;
	readonly summary: CertificateSummary;
	/** `null`: OpenSSL cannot read it. */
	readonly certificate: X509Certificate | null;
	readonly tried: Set<string>;
	signedBy: Set<string> | null;
}

function readable(sha256: string, der: Buffer): Readable {
	const summary = summarizeCertificate(der);
	return { sha256, summary, certificate: opened(der), tried: new Set(), signedBy: null };
}

function opened(der: Buffer): X509Certificate | null {
	try {
		return new X509Certificate(der);
	} catch {
		return null;
	}
}

function verify(one: Readable, above: Readable | undefined): void {
	if (above === undefined || one.tried.has(above.sha256)) return;
	one.tried.add(above.sha256);
	if (one.certificate === null || above.certificate === null) return;
	try {
		const { publicKey } = above.certificate;
		const isSigned = one.certificate.verify(publicKey);
		one.signedBy ??= new Set();
		if (isSigned) one.signedBy.add(above.sha256);
	} catch {
		// A key of an unknown kind verifies nothing, and says nothing against the signature.
	}
}
