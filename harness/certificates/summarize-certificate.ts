/** What a certificate says, in short texts. It may be bent in any way: what can be read is said. */
import { X509Certificate } from 'node:crypto';
import {
	type Asn1,
	contents,
	contextTag,
	decodeLeniently,
	members,
} from '../../fixtures/pki/der.ts';
import type { CertificateSummary } from '../observation.ts';
import { keyText, signatureText } from './algorithm-text.ts';
import { extensionText } from './extension-text.ts';
import { nameText } from './name-text.ts';
import { timeText } from './time-text.ts';

/** Never throws. */
export function summarizeCertificate(der: Buffer): CertificateSummary {
	try {
		return summarize(der, members(decodeLeniently(der)));
	} catch (error) {
		return { ...asNodeReadsIt(der), unreadable: short(messageOf(error)) };
	}
}

function summarize(der: Buffer, [tbs, algorithm]: readonly Asn1[]): CertificateSummary {
	if (tbs === undefined || algorithm === undefined) throw new Error('it has no signed part');
	const problems: string[] = [];
	const read = (what: string, value: Asn1 | undefined, text: (it: Asn1) => string) => {
		try {
			if (value === undefined) throw new Error('it is missing');
			return short(text(value));
		} catch (error) {
			problems.push(`${what}: ${messageOf(error)}`);
			return null;
		}
	};
	const all = members(tbs);
	const [serial, inner, issuer, validity, subject, key] = all.filter(
		(field) => contextTag(field) === null,
	);
	const [notBefore, notAfter] = validity === undefined ? [] : members(validity);
	const version = all.find((field) => contextTag(field) === 0);
	const outer = read('signature algorithm', algorithm, signatureText);
	const innerText = read('signature algorithm of the signed part', inner, signatureText);
	const extensions: Record<string, string> = {};
	const list = all.find((field) => contextTag(field) === 3);
	for (const extension of list === undefined ? [] : members(list).flatMap(members)) {
		try {
			const [name, text] = extensionText(extension);
			const known = Object.hasOwn(extensions, name) ? `${extensions[name]} | again: ` : '';
			extensions[short(name)] = short(`${known}${text}`);
		} catch (error) {
			problems.push(`an extension: ${messageOf(error)}`);
		}
	}
	const trailing = der.length - wholeLength(der);
	if (trailing > 0) problems.push(`${trailing} octets follow it`);
	if (trailing < 0) problems.push(`its last ${-trailing} octets are missing`);
	const fields = {
		size: der.length,
		version: versionOf(version),
		serial: read('serial number', serial, (it) => contents(it).toString('hex')),
		subject: read('subject', subject, nameText),
		issuer: read('issuer', issuer, nameText),
		notBefore: read('notBefore', notBefore, timeText),
		notAfter: read('notAfter', notAfter, timeText),
		keyAlgorithm: read('public key', key, keyText),
		signatureAlgorithm: outer === innerText ? outer : `${outer}; the signed part says ${innerText}`,
		extensions,
	};
	return problems.length === 0 ? fields : { ...fields, unreadable: short(problems.join('; ')) };
}

/** OpenSSL reads some forms that forge does not. */
function asNodeReadsIt(der: Buffer): CertificateSummary {
	const nothing = {
		size: der.length,
		version: null,
		serial: null,
		subject: null,
		issuer: null,
		notBefore: null,
		notAfter: null,
		keyAlgorithm: null,
		signatureAlgorithm: null,
		extensions: {},
	};
	try {
		const { subject, issuer, serialNumber, validFrom, validTo } = new X509Certificate(der);
		return {
			...nothing,
			serial: short(serialNumber.toLowerCase()),
			subject: short(oneLine(subject)),
			issuer: short(oneLine(issuer)),
			notBefore: short(validFrom),
			notAfter: short(validTo),
		};
	} catch {
		return nothing;
	}
}

function versionOf(tagged: Asn1 | undefined): number | null {
	if (tagged === undefined) return 1;
	const [value] = members(tagged);
	const octets = value === undefined ? Buffer.alloc(0) : contents(value);
	return octets.length === 1 ? octets.readUInt8() + 1 : null;
}

/** How long its first value is, by its own length octets; 0 where they say nothing definite. */
function wholeLength(der: Buffer): number {
	const first = der[1] ?? 0x80;
	if (first < 0x80) return 2 + first;
	const count = first & 0x7f;
	if (count === 0 || count > 4 || der.length < 2 + count) return der.length;
	return 2 + count + der.readUIntBE(2, count);
}

/** Node writes a Name over several lines. */
function oneLine(name: string | undefined): string {
	return (name ?? '').split('\n').toReversed().join(', ');
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** UTF-16 units. */
const longest = 400;

function short(text: string): string {
	return text.length <= longest ? text : `${text.slice(0, longest)} […]`;
}
