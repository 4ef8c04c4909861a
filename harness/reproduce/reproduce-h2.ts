/** The line that asks the same over HTTP/2, as far as curl can. Pure. */
import { isIP } from 'node:net';
import type { TlsVersion } from '../options.ts';
import type { ConnectionObservation } from '../observation.ts';
import { headerVariable, quote } from './shell-words.ts';

/** What a line needs to know beside the connection. */
export interface H2Place {
	readonly tls: TlsVersion;
	/** The names of `--header`, whose values the reader has. */
	readonly headers: readonly string[];
	/** The folder of the credential, and whether it is a chain; `null`: none is presented. */
	readonly credential: { readonly folder: string; readonly isChain: boolean } | null;
}

/** Whether a head is one of HTTP/2. */
export function isH2Head(head: string): boolean {
	return head.startsWith(':method: ');
}

/**
 * One curl line for all requests of a connection. `null` where curl would send something else: it
 * resumes no session of an earlier line, and has no `host` field beside `:authority`.
 */
export function curlLine(connection: ConnectionObservation, place: H2Place): string | null {
	const { address, sent } = connection;
	const at = addressParts(address);
	const host = sent.servername ?? at.host;
	// A name that curl would write otherwise, or a name where an address sends none.
	const isKept = sent.servername === null ? isIP(host) !== 0 : plainName.test(host);
	if (!isKept || sent.offeredSession !== undefined || sent.sessionsById !== undefined) return null;
	const url = `https://${host.includes(':') ? `[${host}]` : host}:${at.port}/`;
	const common = [
		'-ski --http2',
		place.tls === 'TLSv1.3' ? '--tlsv1.3' : '--tlsv1.2 --tls-max 1.2',
		...(sent.servername === null ? [] : [`--connect-to ${quote(`::${address}`)}`]),
		...presented(place.credential),
	];
	const requests = (sent.heads ?? []).map((head) => requestWords(head, place.headers));
	const known = requests.filter((it) => it !== null);
	if (known.length === 0 || known.length < requests.length) return null;
	return `curl ${known.map((words) => [...common, ...words, url].join(' ')).join(' --next ')}`;
}

function presented(credential: H2Place['credential']): readonly string[] {
	if (credential === null) return [];
	const file = (name: string): string => quote(`${credential.folder}/${name}`);
	const certificate = file(credential.isChain ? 'fullchain.pem' : 'cert.pem');
	return [`--cert ${certificate} --key ${file('key.pem')}`];
}

function requestWords(head: string, headers: readonly string[]): readonly string[] | null {
	const fields = head.split('\n').map((line): readonly [name: string, value: string] => {
		const colon = line.indexOf(': ', 1);
		return [line.slice(0, colon), line.slice(colon + 2)];
	});
	const pseudo = new Map(fields.filter(([name]) => name.startsWith(':')));
	const method = pseudo.get(':method') ?? '';
	const target = pseudo.get(':path') ?? '';
	const values = [...pseudo.values()];
	if (!values.every((value) => /^[!-~]+$/u.test(value) && !isMarked(value))) return null;
	const others = fields
		.filter(([name]) => !name.startsWith(':'))
		.map((field) => fieldWord(field, headers));
	const known = others.filter((it) => it !== null);
	if (known.length < others.length) return null;
	return [
		...(method === 'GET' ? [] : [method === 'HEAD' ? '--head' : `-X ${quote(method)}`]),
		...(target === '/' ? [] : [`--request-target ${quote(target)}`]),
		`-H ${quote(`Host: ${pseudo.get(':authority') ?? ''}`)}`,
		...known,
	];
}

function fieldWord(
	[name, value]: readonly [string, string],
	headers: readonly string[],
): string | null {
	if (curlsOwn.includes(name)) return null;
	const given = headers.find((it) => it.toLowerCase() === name);
	if (value === '[redacted]' && given !== undefined) {
		return `-H ${quote(`${name}: `)}${headerVariable(given)}`;
	}
	if (!/^[ -~]*$/u.test(value) || isMarked(value)) return null;
	return `-H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`;
}

/** What stands for something else: a secret, or an octet that is no text. */
function isMarked(value: string): boolean {
	return value.includes('[redacted]') || value.includes('\\x');
}

function addressParts(address: string): { readonly host: string; readonly port: string } {
	const colon = address.lastIndexOf(':');
	return {
		host: address.slice(0, colon).replace(/^\[(.*)\]$/u, '$1'),
		port: address.slice(colon + 1),
	};
}

/** Fields that curl takes for its own, or does not send over HTTP/2 (RFC 9113 §8.2.2). */
const curlsOwn = [
	'host',
	'connection',
	'keep-alive',
	'proxy-connection',
	'te',
	'transfer-encoding',
	'upgrade',
	'content-length',
];

/** As curl sends it in SNI: in lower case, without a trailing dot, and no address. */
const plainName = /^(?=.*[a-z])[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/u;
