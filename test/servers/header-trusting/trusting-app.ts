import { X509Certificate } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';

/**
 * What the application goes by.
 * - `verify`: `X-SSL-Client-Verify: SUCCESS`.
 * - `subject`: whatever `X-SSL-Client-S-DN` says.
 * - `xfcc`: Envoy's `X-Forwarded-Client-Cert` with a `Subject` or a `URI`.
 * - `client-cert`: a certificate in `Client-Cert` (RFC 9440 §2.2).
 */
export type TrustedHeader = 'verify' | 'subject' | 'xfcc' | 'client-cert';

/** The field that each goes by. */
export const trustedField = {
	verify: 'X-SSL-Client-Verify',
	subject: 'X-SSL-Client-S-DN',
	xfcc: 'X-Forwarded-Client-Cert',
	'client-cert': 'Client-Cert',
} as const satisfies Record<TrustedHeader, string>;

export interface TrustingAppOptions {
	/** The one that the proxy in front takes care of. */
	readonly trusts: TrustedHeader;
	/** Another one that it goes by as well, which the proxy knows nothing of. */
	readonly alsoTrusts?: TrustedHeader;
	/**
	 * `cgi`: like CGI, WSGI, Rack and PHP it takes `-` and `_` for the same (RFC 3875 §4.1.18). `exact`
	 * unless told otherwise.
	 */
	readonly names?: 'exact' | 'cgi';
	/** Which of several lines of that name counts; the last unless told otherwise. */
	readonly duplicates?: 'first' | 'last';
}

/** The page for clients whose certificate the proxy in front of the application is said to have seen. */
export const accountPage = 'the private account of this client, with balance and history';

/** The page for everybody else, with status 401. */
export const doorPage = 'please come back with a client certificate of this house';

/** An application that knows client certificates by what a header says. */
export function trustingApp(options: TrustingAppOptions): RequestListener {
	return (request, response) => {
		response.setHeader('content-type', 'text/plain');
		const { trusts, alsoTrusts = trusts } = options;
		const vouched = [trusts, alsoTrusts].some((it) =>
			vouches(it, fieldValue(request, it, options)),
		);
		if (vouched) response.end(`${accountPage}\n`);
		else response.writeHead(401).end(`${doorPage}\n`);
	};
}

function fieldValue(
	{ rawHeaders }: IncomingMessage,
	trusts: TrustedHeader,
	{ names = 'exact', duplicates = 'last' }: TrustingAppOptions,
): string {
	const plain = (name: string): string =>
		names === 'cgi' ? name.toLowerCase().replaceAll('_', '-') : name.toLowerCase();
	const wanted = trustedField[trusts].toLowerCase();
	const values = rawHeaders.filter(
		(_, index) => index % 2 === 1 && plain(rawHeaders[index - 1] ?? '') === wanted,
	);
	return values.at(duplicates === 'first' ? 0 : -1) ?? '';
}

function vouches(trusts: TrustedHeader, value: string): boolean {
	switch (trusts) {
		case 'verify':
			return value === 'SUCCESS';
		case 'subject':
			return value.includes('=');
		case 'xfcc':
			return /(?:^|[;,])\s*(?:Subject|URI)=[^;,]/iu.test(value);
		case 'client-cert':
			return isCertificate(/^:([\w+/=]+):$/u.exec(value)?.[1] ?? '');
	}
}

function isCertificate(base64: string): boolean {
	try {
		return new X509Certificate(Buffer.from(base64, 'base64')).subject !== '';
	} catch {
		return false;
	}
}
