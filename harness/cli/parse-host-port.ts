import { UsageError } from '../usage-error.ts';
import type { HostPort } from '../options.ts';
import { parsePort } from './parse-number.ts';

/** `HOST:PORT`, IPv6 addresses in brackets. @throws UsageError */
export function parseHostPort(option: string, text: string): HostPort {
	const [, host, port] = /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+):(\d+)$/iu.exec(text.trim()) ?? [];
	const hint = 'HOST:PORT, as in 127.0.0.1:8443 or [::1]:8443';
	if (host === undefined || port === undefined || !URL.canParse(`https://${host}`)) {
		throw new UsageError(`${option} ${JSON.stringify(text)}: not a host and a port`, hint);
	}
	return {
		host: bareHost(new URL(`https://${host}`).hostname),
		port: parsePort(`${option} port`, port),
	};
}

/** The host of a URL without the brackets of an IPv6 address. */
export function bareHost(hostname: string): string {
	return hostname.replace(/^\[(.*)\]$/u, '$1');
}
