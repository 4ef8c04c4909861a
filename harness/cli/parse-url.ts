import { UsageError } from '../usage-error.ts';

interface ReadUrl {
	readonly url: URL;
	/** As it was written, in quotes and without a password: for messages. */
	readonly shown: string;
}

/** How messages speak of a URL. */
export interface UrlWords {
	/** What each message begins with. */
	readonly prefix: string;
	/** What a URL without a scheme may lack. */
	readonly schemes: readonly [string, ...string[]];
}

/** Takes a URL apart. @throws UsageError when it is none or holds a password, which is not repeated. */
export function readUrl(written: string, { prefix, schemes }: UrlWords): ReadUrl {
	const shown = JSON.stringify(withoutPassword(written));
	const withoutScheme = !/^[a-z][a-z0-9+.-]*:\/\//iu.test(written);
	if (withoutScheme) {
		throw new UsageError(
			`${prefix}not a URL: ${shown}`,
			`${schemes.join(' or ')} comes first: ${schemes[0]}${authority(written)}`,
		);
	}
	if (!URL.canParse(written)) {
		throw new UsageError(`${prefix}not a URL: ${shown}`, malformed(written));
	}
	const url = new URL(written);
	if (url.username !== '' || url.password !== '') {
		throw new UsageError(
			`${prefix}the URL holds credentials: ${shown}`,
			"--header 'Authorization: env:NAME' keeps them out of reports",
		);
	}
	return { url, shown };
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

/** How messages show what was given for a URL: without what may be a password in it. */
export function withoutPassword(written: string): string {
	return written.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^?#]*@/iu, '$1***@');
}
