import { formatDistinguishedName } from '../../fixtures/pki/distinguished-name.ts';
import { parseCertificate } from '../../fixtures/pki/parsed-certificate.ts';
import { printable } from '../../fixtures/printable.ts';
import type { RunOptions, TlsVersion } from '../options.ts';
import { validControl } from '../plan.ts';
import type { Greeting } from '../probe/greet.ts';
import { usableSchemes } from '../probe/signature-schemes.ts';
import { type Check, ok, warning } from './check.ts';
import { asksLater, type Seen } from './seen.ts';

/** Whether the target asks for a certificate, and for one such as the user has. */
export function checkRequest(seen: Seen): Check {
	const offered = [...seen.facts.versions].flatMap(([tls, version]) =>
		version.kind === 'offered' ? [{ tls, greeting: version.greeting }] : [],
	);
	const asking = offered.filter(({ greeting }) => greeting.caNames !== null);
	const silent = offered.filter(({ greeting }) => greeting.caNames === null);
	if (asking.length === 0) return unasked(seen);
	const unfit = asking.filter(({ tls, greeting }) => !fitsAlgorithms(seen.options, tls, greeting));
	const names = asking.flatMap(({ greeting }) => greeting.caNames ?? []);
	const unique = [...new Map(names.map((name) => [name.toString('hex'), name])).values()];
	const known = ownIssuers(seen.options);
	const isNamed =
		known.length === 0 || unique.some((name) => known.some((own) => own.equals(name)));
	const says = [
		'it asks for a client certificate',
		...(silent.length === 0 ? [] : [`on ${asking.map(({ tls }) => text(tls)).join(', ')} only`]),
		namesText(unique, known.length > 0 && isNamed),
	].join(', ');
	const faults = [
		...(unique.length > 0 && !isNamed ? ['none of them issued what you gave'] : []),
		...unfit.map(({ tls }) => `${text(tls)} offers no signature algorithm for your key`),
	];
	if (faults.length === 0 && silent.length === 0) return ok('certificate-request', says);
	return warning(
		'certificate-request',
		[says, ...faults].join('; '),
		...(unique.length > 0 && !isNamed ? [otherCaHint] : []),
		...(unfit.length > 0 ? ['use a key of another type, or let the target offer more'] : []),
	);
}

function unasked(seen: Seen): Check {
	return asksLater(seen)
		? warning(
				'certificate-request',
				'it asks for a certificate only once it has read the request (renegotiation on TLS 1.2)',
				'nothing of it can be tested on TLS 1.3 (Node answers no such request there); --tls 1.2 asks for 1.2 alone',
			)
		: warning('certificate-request', 'it asks nobody for a client certificate', unaskedHint);
}

function namesText(names: readonly Buffer[], isNamed: boolean): string {
	if (names.length === 0) return 'and names no CA';
	const shown = names.slice(0, mostShown).map(readName).join(' · ');
	const rest = names.length > mostShown ? ` · and ${names.length - mostShown} more` : '';
	return `and names ${names.length} ${names.length === 1 ? 'CA' : 'CAs'}${isNamed ? ', yours among them' : ''} (${shown}${rest})`;
}

function readName(name: Buffer): string {
	try {
		return printable(formatDistinguishedName(name), 100);
	} catch {
		return 'a name that cannot be read';
	}
}

/** The DER names of whoever stands above what the user gave. */
function ownIssuers({ materials }: RunOptions): readonly Buffer[] {
	const written = materials.prepared?.byId.get(validControl)?.[0];
	const chain = materials.valid?.chain ?? written?.chain ?? [];
	return [
		...chain.map((der) => parseCertificate(der).issuer),
		...(materials.clientCa?.certificates ?? []).flatMap((der) => {
			const { subject, issuer } = parseCertificate(der);
			return [subject, issuer];
		}),
	];
}

function fitsAlgorithms(
	{ materials }: RunOptions,
	tls: TlsVersion,
	{ signatureSchemes }: Greeting,
): boolean {
	const certificate = materials.valid?.chain[0];
	if (certificate === undefined || signatureSchemes === null) return true;
	return usableSchemes(certificate, tls).some((scheme) => signatureSchemes.includes(scheme));
}

function text(tls: TlsVersion): string {
	return tls.replace('TLSv', 'TLS ');
}

const mostShown = 3;
const otherCaHint =
	'give what one of these CAs issued; if the target trusts yours all the same, nothing is wrong';
const unaskedHint =
	'a run finds that (presence/no-certificate) and nothing else: nginx ssl_verify_client, Apache SSLVerifyClient, HAProxy verify, Node requestCert';
