/** The requests that an attempt wrote itself, as a person reads them. Nothing here is escaped for a medium yet. */
import { isIP } from 'node:net';
import type { Finding } from '../harness/finding.ts';
import { decidingConnection } from './finding-text.ts';

/** How many requests of a connection are shown, and how much of each. */
const mostRequests = 4;
const longestRequest = 400;

/**
 * A line for each request of the deciding connection: method, target, and the field lines that the
 * run's own request has not. ⏎ stands for CR LF; octets that are no text are escaped.
 */
export function askedTexts(finding: Finding): readonly string[] {
	const connection = decidingConnection(finding);
	const heads = connection?.sent.heads ?? [];
	const usual = usualHost(finding, connection?.sent.servername ?? null);
	const shown = heads.slice(0, mostRequests).map((head) => requestText(head, usual));
	const more = heads.length - shown.length;
	return more > 0 ? [...shown, `… and ${more} more`] : shown;
}

function requestText(head: string, usual: string | null): string {
	const parts = head.startsWith(':method: ') ? h2Parts(head, usual) : h1Parts(head, usual);
	const text = parts.map(visible).join(' ⏎ ');
	return text.length > longestRequest ? `${text.slice(0, longestRequest)} […]` : text;
}

function h1Parts(head: string, usual: string | null): readonly string[] {
	const [start = '', ...lines] = head.replace(/\r\n\r\n$/u, '').split('\r\n');
	const hosts = lines.filter((line) => /^host:/iu.test(line));
	const isUsual = (line: string): boolean =>
		(line === `Host: ${usual}` && hosts.length === 1) ||
		line === 'Connection: close' ||
		line === 'Connection: keep-alive' ||
		line === 'Content-Length: 0';
	const shown = lines.filter((line) => !isUsual(line));
	return [start, ...shown, ...(hosts.length === 0 ? ['(no Host)'] : [])];
}

/** One field a line, as HTTP/2 has them (RFC 9113 §8.3.1). */
function h2Parts(head: string, usual: string | null): readonly string[] {
	const lines = head.split('\n');
	const pseudo = (name: string): string =>
		lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
	const own = [
		':method',
		':scheme',
		':path',
		...(pseudo(':authority') === usual ? [':authority'] : []),
	];
	return [
		`${pseudo(':method')} ${pseudo(':path')} HTTP/2`,
		...lines.filter((line) => !own.some((name) => line.startsWith(`${name}: `))),
	];
}

/** Host and port as `Host` has them; none is usual beside another server_name. */
function usualHost({ target, servername }: Finding, sent: string | null): string | null {
	const isOther = sent !== servername && isIP(servername) === 0;
	return isOther || !URL.canParse(target) ? null : new URL(target).host;
}

/** Heads are latin1 text: one character an octet. */
function visible(line: string): string {
	return line.replaceAll(/[^\u0020-\u007e]/gu, (octet) => short.get(octet) ?? hex(octet));
}

function hex(octet: string): string {
	return `\\x${(octet.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`;
}

const short: ReadonlyMap<string, string> = new Map([
	['\r', '\\r'],
	['\n', '\\n'],
	['\t', '\\t'],
]);
