import { type KeyObject, X509Certificate } from 'node:crypto';
import { decode, members, oidText } from '../../fixtures/pki/der.ts';
import { parseCertificate } from '../../fixtures/pki/parsed-certificate.ts';
import type { TlsVersion } from '../options.ts';

/**
 * The SignatureScheme numbers (RFC 9846 §4.3.3) that the key of a certificate can sign a
 * CertificateVerify with; none when the certificate or its key cannot be read.
 */
export function usableSchemes(certificate: Buffer, tls: TlsVersion): readonly number[] {
	const known = cache.get(certificate);
	const key = known === undefined ? publicKey(certificate) : known;
	cache.set(certificate, key);
	if (key === null) return [];
	switch (key.asymmetricKeyType) {
		case 'rsa':
			return tls === 'TLSv1.3' ? rsaPss : [...rsaPss, ...rsaPkcs1];
		case 'rsa-pss':
			return [0x0809, 0x080a, 0x080b];
		case 'ed25519':
			return [0x0807];
		case 'ed448':
			return [0x0808];
		case 'ec':
			return tls === 'TLSv1.2'
				? [0x0403, 0x0503, 0x0603, 0x0203]
				: (curves[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? []);
		default:
			return [];
	}
}

/**
 * The SignatureScheme number of what signed a certificate; `null` where TLS has none for it, or the
 * certificate cannot be read.
 */
export function signedWith(certificate: Buffer): number | null {
	try {
		const [type] = members(decode(parseCertificate(certificate).signatureAlgorithm));
		return type === undefined ? null : (signatures[oidText(type)] ?? null);
	} catch {
		return null;
	}
}

function publicKey(certificate: Buffer): KeyObject | null {
	try {
		return new X509Certificate(certificate).publicKey;
	} catch {
		return null;
	}
}

const rsaPss = [0x0804, 0x0805, 0x0806];
const rsaPkcs1 = [0x0401, 0x0501, 0x0601, 0x0201];
const curves: Readonly<Record<string, readonly number[]>> = {
	prime256v1: [0x0403],
	secp384r1: [0x0503],
	secp521r1: [0x0603],
};
const cache = new WeakMap<Buffer, KeyObject | null>();
const signatures: Readonly<Record<string, number>> = {
	'1.2.840.113549.1.1.4': 0x0101,
	'1.2.840.113549.1.1.5': 0x0201,
	'1.2.840.113549.1.1.11': 0x0401,
	'1.2.840.113549.1.1.12': 0x0501,
	'1.2.840.113549.1.1.13': 0x0601,
	'1.2.840.10045.4.1': 0x0203,
	'1.2.840.10045.4.3.2': 0x0403,
	'1.2.840.10045.4.3.3': 0x0503,
	'1.2.840.10045.4.3.4': 0x0603,
	'1.3.101.112': 0x0807,
	'1.3.101.113': 0x0808,
};
