/** Extensions of certificates as short texts. Nothing here is escaped. */
import {
	type Asn1,
	contents,
	contextTag,
	decodeLeniently,
	isTrue,
	members,
	oidText,
} from '../../fixtures/pki/der.ts';
import { keyPurposes, keyUsageBits } from '../../fixtures/pki/extension.ts';
import { generalNameText, shortHex } from './name-text.ts';

/** Name (OID where it has none here) and text. What cannot be read is shown as octets. @throws Error */
export function extensionText(extension: Asn1): readonly [name: string, text: string] {
	const [id, ...rest] = members(extension);
	const octets = rest.at(-1);
	if (id === undefined || octets === undefined) throw new Error('an extension without a value');
	const dotted = oidText(id);
	const [name, read] = known.get(dotted) ?? [dotted, shortHexOf];
	const [flag] = rest;
	const critical =
		rest.length < 2 || flag === undefined
			? ''
			: isTrue(flag)
				? 'critical; '
				: 'critical written as FALSE; ';
	const value = contents(octets);
	let text: string;
	try {
		text = read(value);
	} catch {
		text = `cannot be read: ${shortHex(value)}`;
	}
	return [name, `${critical}${text}`];
}

type Read = (value: Buffer) => string;

const shortHexOf: Read = (value) => shortHex(value);

const keyUsageText: Read = (value) => {
	const octets = contents(decodeLeniently(value)).subarray(1);
	const isSet = (bit: number): boolean => (((octets[bit >> 3] ?? 0) << (bit & 7)) & 0x80) !== 0;
	return keyUsageBits.filter((_, bit) => isSet(bit)).join(', ') || '(no bit)';
};

const extKeyUsageText: Read = (value) =>
	members(decodeLeniently(value))
		.map(oidText)
		.map((id) => purposeNames.get(id) ?? id)
		.join(', ') || '(none)';

const basicConstraintsText: Read = (value) => {
	const parts = members(decodeLeniently(value));
	// X.690: BOOLEAN is 1, INTEGER is 2.
	const cA = parts.find(({ type }) => type === 1);
	const limit = parts.find(({ type }) => type === 2);
	const isCa = cA !== undefined && isTrue(cA);
	const depth =
		limit === undefined
			? ''
			: `, pathLen ${BigInt.asIntN(64, BigInt(`0x${hex(contents(limit))}`))}`;
	return `${isCa ? 'CA' : 'no CA'}${depth}`;
};

const namesText: Read = (value) =>
	members(decodeLeniently(value)).map(generalNameText).join(', ') || '(no name)';

const nameConstraintsText: Read = (value) =>
	members(decodeLeniently(value))
		.map((list) => {
			const bases = members(list).flatMap((subtree) => members(subtree).slice(0, 1));
			const kind = contextTag(list) === 0 ? 'permitted' : 'excluded';
			return `${kind} ${bases.map(generalNameText).join(', ')}`;
		})
		.join('; ') || '(none)';

const authorityText: Read = (value) => {
	const parts = members(decodeLeniently(value));
	const key = parts.find((part) => contextTag(part) === 0);
	const others = parts.filter((part) => part !== key).length;
	const text = key === undefined ? '(no key identifier)' : shortHex(contents(key));
	return others === 0 ? text : `${text}, with issuer and serial number`;
};

const accessText: Read = (value) =>
	members(decodeLeniently(value))
		.map((access) => {
			const [method, location] = members(access);
			const id = method === undefined ? '' : oidText(method);
			const name = id === '1.3.6.1.5.5.7.48.1' ? 'OCSP' : id;
			return `${name} ${location === undefined ? '' : generalNameText(location)}`;
		})
		.join(', ');

const policiesText: Read = (value) =>
	members(decodeLeniently(value))
		.map((policy) => members(policy)[0])
		.map((id) => (id === undefined ? '' : oidText(id)))
		.map((id) => (id === '2.5.29.32.0' ? 'anyPolicy' : id))
		.join(', ');

function hex(octets: Buffer): string {
	return octets.toString('hex') || '0';
}

const purposeNames: ReadonlyMap<string, string> = new Map(
	Object.entries(keyPurposes).map(([name, id]) => [id, name]),
);

const known: ReadonlyMap<string, readonly [name: string, read: Read]> = new Map([
	['2.5.29.14', ['subjectKeyIdentifier', (value) => shortHex(contents(decodeLeniently(value)))]],
	['2.5.29.15', ['keyUsage', keyUsageText]],
	['2.5.29.17', ['subjectAltName', namesText]],
	['2.5.29.18', ['issuerAltName', namesText]],
	['2.5.29.19', ['basicConstraints', basicConstraintsText]],
	['2.5.29.30', ['nameConstraints', nameConstraintsText]],
	['2.5.29.31', ['cRLDistributionPoints', shortHexOf]],
	['2.5.29.32', ['certificatePolicies', policiesText]],
	['2.5.29.33', ['policyMappings', shortHexOf]],
	['2.5.29.35', ['authorityKeyIdentifier', authorityText]],
	['2.5.29.36', ['policyConstraints', shortHexOf]],
	['2.5.29.37', ['extKeyUsage', extKeyUsageText]],
	['2.5.29.54', ['inhibitAnyPolicy', shortHexOf]],
	['1.3.6.1.5.5.7.1.1', ['authorityInfoAccess', accessText]],
	['1.3.6.1.5.5.7.1.14', ['proxyCertInfo', shortHexOf]],
	['1.3.6.1.5.5.7.48.1.5', ['ocspNoCheck', () => 'present']],
]);
