import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { Target } from '../options.ts';
import { UsageError } from '../usage-error.ts';
import { bareHost, parseHostPort } from './parse-host-port.ts';
import { parsePort } from './parse-number.ts';

export interface TargetOptions {
	readonly url: string | null;
	readonly servername: string | null;
	readonly connectTo: string | null;
}

export interface ParsedTarget {
	readonly target: Target;
	/** Path and query of the URL. */
	readonly path: string;
}

/** What to test and where it is. @throws UsageError; its text never holds a password. */
export function parseTarget({ url, servername, connectTo }: TargetOptions): ParsedTarget {
	if (url === null || url.trim() === '') {
		throw new UsageError('no URL to test', 'mtls-gauntlet https://localhost:8443');
	}
	const written = url.trim();
	const parsed = parseUrl(written);
	const host = bareHost(parsed.hostname);
	return {
		target: {
			url: written.replace(/#.*$/su, ''),
			host,
			port: parsed.port === '' ? 443 : parsePort('port of the URL', parsed.port),
			connectTo: connectTo === null ? null : parseHostPort('--connect-to', connectTo),
			servername: servername === null ? impliedServername(host) : parseServername(servername),
		},
		path: `${parsed.pathname}${parsed.search}`,
	};
}

function parseUrl(written: string): URL {
	const shown = JSON.stringify(written.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^?#]*@/iu, '$1***@'));
	const withoutScheme = !/^[a-z][a-z0-9+.-]*:\/\//iu.test(written);
	if (withoutScheme) {
		throw new UsageError(
			`not a URL: ${shown}`,
			`https:// comes first: https://${authority(written)}`,
		);
	}
	if (!URL.canParse(written)) throw new UsageError(`not a URL: ${shown}`, malformed(written));
	const url = new URL(written);
	if (url.protocol !== 'https:') {
		throw new UsageError(`not an https URL: ${shown}`, 'client certificates need TLS');
	}
	if (url.username !== '' || url.password !== '') {
		throw new UsageError(
			`the URL holds credentials: ${shown}`,
			"--header 'Authorization: env:NAME' keeps them out of reports",
		);
	}
	return url;
}

/** What follows the scheme that was left out, without a password. */
function authority(written: string): string {
	return written.replace(/^\/+/u, '').replace(/^[^?#]*@/u, '');
}

function malformed(written: string): string | null {
	const [, port] = /^[^/]*\/\/[^/?#]*:([^/?#:\]]*)(?:[/?#]|$)/u.exec(written) ?? [];
	const good = port === undefined || (/^\d{0,5}$/u.test(port) && Number(port) <= 65_535);
	return good ? null : 'a port is a number from 1 to 65535';
}

/** RFC 6066 §3: a DNS name without a trailing dot, never an address. */
function parseServername(text: string): string {
	const name = domainToASCII(text.trim()).replace(/\.$/u, '');
	if (isIP(text.trim()) !== 0) {
		throw new UsageError(`--servername ${text}: an address cannot be sent as server_name`);
	}
	if (!/^[a-z0-9_]([a-z0-9_.-]{0,252})$/iu.test(name) || name.includes('..')) {
		throw new UsageError(`--servername ${JSON.stringify(text)}: not a DNS name`);
	}
	return name;
}

function impliedServername(host: string): string | null {
	return isIP(host) === 0 ? host.replace(/\.$/u, '') : null;
}
