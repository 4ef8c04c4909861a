import { isIP } from 'node:net';
import type { Target } from '../options.ts';
import { UsageError } from '../usage-error.ts';
import { parseDnsName } from './parse-dns-name.ts';
import { bareHost, parseHostPort } from './parse-host-port.ts';
import { parsePort } from './parse-number.ts';
import { readUrl } from './parse-url.ts';

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
			servername:
				servername === null ? impliedServername(host) : parseDnsName('--servername', servername),
		},
		path: `${parsed.pathname}${parsed.search}`,
	};
}

function parseUrl(written: string): URL {
	const { url, shown } = readUrl(written, { prefix: '', schemes: ['https://'] });
	if (url.protocol !== 'https:') {
		throw new UsageError(`not an https URL: ${shown}`, 'client certificates need TLS');
	}
	return url;
}

function impliedServername(host: string): string | null {
	return isIP(host) === 0 ? host.replace(/\.$/u, '') : null;
}
