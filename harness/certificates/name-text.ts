/** Names in certificates as people write them. Nothing here is escaped. */
import {
	type Asn1,
	contents,
	contextTag,
	encode,
	members,
	oidText,
} from '../../fixtures/pki/der.ts';
import { attributeTypes } from '../../fixtures/pki/distinguished-name.ts';

/** A Name, most specific first, with string types that RFC 5280 does not ask for. @throws Error */
export function nameText(name: Asn1): string {
	const rdns = members(name).map((rdn) => members(rdn).map(attributeText).join(' + '));
	return rdns.length === 0 ? '(empty)' : rdns.toReversed().join(', ');
}

/** One GeneralName with its form: `DNS:a.example`. */
export function generalNameText(name: Asn1): string {
	const tag = contextTag(name);
	switch (tag) {
		case 1:
			return `email:${contents(name).toString('latin1')}`;
		case 2:
			return `DNS:${contents(name).toString('latin1')}`;
		case 4:
			return `DirName:${members(name).map(nameText).join()}`;
		case 6:
			return `URI:${contents(name).toString('latin1')}`;
		case 7:
			return `IP:${addressText(contents(name))}`;
		case 0:
			return otherNameText(name);
		default:
			return `[${tag ?? 'universal'}]:${shortHex(encode(name))}`;
	}
}

/** The first octets in hexadecimal. */
export function shortHex(octets: Buffer): string {
	const shown = octets.subarray(0, 24).toString('hex');
	return octets.length > 24 ? `${shown}… (${octets.length} octets)` : shown;
}

function attributeText(attribute: Asn1): string {
	const [type, value] = members(attribute);
	if (type === undefined || value === undefined) return '(incomplete)';
	const id = oidText(type);
	const name = shortNames.get(id) ?? id;
	if (typeof value.value !== 'string') return `${name}=(constructed)`;
	// BMPString and UniversalString are UTF-16 and UTF-32, most significant octet first.
	const octets = contents(value);
	const text =
		value.type === 30 && octets.length % 2 === 0
			? Buffer.from(octets).swap16().toString('utf16le')
			: octets.toString('utf8');
	const usual = ia5.has(name) ? 22 : printable.has(name) ? 19 : 12;
	const form =
		value.type === usual ? '' : ` (${stringTypes.get(value.type) ?? `type ${value.type}`})`;
	return `${name}=${text}${form}`;
}

function addressText(octets: Buffer): string {
	const half = octets.length / 2;
	switch (octets.length) {
		case 4:
			return octets.join('.');
		case 8:
			return `${octets.subarray(0, half).join('.')}/${octets.subarray(half).join('.')}`;
		case 16:
			return (octets.toString('hex').match(/.{4}/gu) ?? []).join(':');
		default:
			return shortHex(octets);
	}
}

function otherNameText(name: Asn1): string {
	const [id, explicit] = members(name);
	const value = explicit === undefined ? undefined : members(explicit)[0];
	const type = id === undefined ? '' : oidText(id);
	const label = type === '1.3.6.1.4.1.311.20.2.3' ? 'UPN' : `other ${type}`;
	const text =
		typeof value?.value === 'string' ? contents(value).toString('utf8') : '(constructed)';
	return `${label}:${text}`;
}

const shortNames: ReadonlyMap<string, string> = new Map(
	Object.entries(attributeTypes).map(([name, id]) => [id, name]),
);

/** RFC 5280 appendix A.1: these have a string type of their own. */
const printable: ReadonlySet<string> = new Set(['C', 'SERIALNUMBER']);
const ia5: ReadonlySet<string> = new Set(['DC', 'EMAILADDRESS']);

/** X.680 §8.6, table 1. */
const stringTypes: ReadonlyMap<number, string> = new Map([
	[12, 'UTF8String'],
	[18, 'NumericString'],
	[19, 'PrintableString'],
	[20, 'TeletexString'],
	[22, 'IA5String'],
	[26, 'VisibleString'],
	[28, 'UniversalString'],
	[30, 'BMPString'],
]);
