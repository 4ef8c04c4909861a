import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { UsageError } from '../usage-error.ts';

/**
 * The name of a server as server_name has it (RFC 6066 §3): a DNS name in lower case without a
 * trailing dot, never an address. @throws UsageError
 */
export function parseDnsName(option: string, text: string): string {
	const written = text.trim();
	// `domainToASCII` reads a URL: it cuts at a slash, decodes percents and writes 127.1 in full.
	const name = /[\s/?#%]/u.test(written) ? '' : domainToASCII(written).replace(/\.$/u, '');
	if (isIP(written) !== 0 || isIP(name) !== 0) {
		throw new UsageError(`${option} ${text}: an address cannot be sent as server_name`);
	}
	if (!/^[a-z0-9_]([a-z0-9_.-]{0,252})$/iu.test(name) || name.includes('..')) {
		throw new UsageError(
			`${option} ${JSON.stringify(text)}: not a DNS name`,
			'one name, as in www.example.com, without port and wildcard',
		);
	}
	return name;
}
