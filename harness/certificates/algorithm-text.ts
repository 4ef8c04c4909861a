/** Algorithms of keys and signatures as people name them. */
import { type Asn1, contents, decodeLeniently, members, oidText } from '../../fixtures/pki/der.ts';

/** `EC P-256`, `RSA 2048`; the OID where it has no name here. @throws Error when it cannot be read. */
export function keyText(subjectPublicKeyInfo: Asn1): string {
	const [algorithm, bits] = members(subjectPublicKeyInfo);
	if (algorithm === undefined || bits === undefined) throw new Error('a key without its bits');
	const [id, parameters] = members(algorithm);
	const name = id === undefined ? '' : oidText(id);
	const octets = contents(bits).subarray(1);
	switch (name) {
		case '1.2.840.113549.1.1.1':
			return `RSA ${rsaSize(octets)}`;
		case '1.2.840.113549.1.1.10':
			return `RSA-PSS ${rsaSize(octets)}`;
		case '1.2.840.10045.2.1':
			return `EC ${curve(parameters)}${pointForm(octets)}`;
		default:
			return keyNames.get(name) ?? name;
	}
}

/** The name of the algorithm that an AlgorithmIdentifier holds. @throws Error when it cannot be read. */
export function signatureText(algorithm: Asn1): string {
	const [id] = members(algorithm);
	if (id === undefined) throw new Error('an algorithm without an OID');
	const name = oidText(id);
	return signatureNames.get(name) ?? name;
}

function rsaSize(octets: Buffer): string {
	const [modulus, exponent] = members(decodeLeniently(octets));
	if (modulus === undefined || exponent === undefined)
		throw new Error('an RSA key without numbers');
	const bits = BigInt(`0x0${contents(modulus).toString('hex')}`).toString(2).length;
	const e = BigInt(`0x0${contents(exponent).toString('hex')}`);
	return e === 65_537n ? String(bits) : `${bits}, exponent ${e}`;
}

function curve(parameters: Asn1 | undefined): string {
	if (parameters === undefined || typeof parameters.value !== 'string')
		return 'explicit parameters';
	const name = oidText(parameters);
	return curveNames.get(name) ?? name;
}

/** RFC 5480 §2.2: the first octet of the point. */
function pointForm(octets: Buffer): string {
	const form = octets[0];
	return form === 2 || form === 3 ? ', compressed point' : '';
}

const curveNames: ReadonlyMap<string, string> = new Map([
	['1.2.840.10045.3.1.1', 'P-192'],
	['1.2.840.10045.3.1.7', 'P-256'],
	['1.3.132.0.10', 'secp256k1'],
	['1.3.132.0.33', 'P-224'],
	['1.3.132.0.34', 'P-384'],
	['1.3.132.0.35', 'P-521'],
]);

const keyNames: ReadonlyMap<string, string> = new Map([
	['1.2.840.10040.4.1', 'DSA'],
	['1.3.101.110', 'X25519'],
	['1.3.101.112', 'Ed25519'],
	['1.3.101.113', 'Ed448'],
]);

const signatureNames: ReadonlyMap<string, string> = new Map([
	['1.2.840.10040.4.3', 'dsa-with-SHA1'],
	['1.2.840.10045.4.1', 'ecdsa-with-SHA1'],
	['1.2.840.10045.4.3.1', 'ecdsa-with-SHA224'],
	['1.2.840.10045.4.3.2', 'ecdsa-with-SHA256'],
	['1.2.840.10045.4.3.3', 'ecdsa-with-SHA384'],
	['1.2.840.10045.4.3.4', 'ecdsa-with-SHA512'],
	['1.2.840.113549.1.1.2', 'md2WithRSAEncryption'],
	['1.2.840.113549.1.1.4', 'md5WithRSAEncryption'],
	['1.2.840.113549.1.1.5', 'sha1WithRSAEncryption'],
	['1.2.840.113549.1.1.10', 'RSASSA-PSS'],
	['1.2.840.113549.1.1.11', 'sha256WithRSAEncryption'],
	['1.2.840.113549.1.1.12', 'sha384WithRSAEncryption'],
	['1.2.840.113549.1.1.13', 'sha512WithRSAEncryption'],
	['1.3.101.112', 'Ed25519'],
	['1.3.101.113', 'Ed448'],
	['1.3.6.1.5.5.7.6.36', 'unsigned (RFC 9925)'],
]);
