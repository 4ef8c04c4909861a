/** What `proxy_pass` and its like name, taken apart. */
import type { UpstreamProtocol } from '../stub/upstream-stub.ts';

/** Where requests are handed to. */
export interface Target {
	readonly protocol: UpstreamProtocol;
	/** `https://`; empty where none is written. */
	readonly scheme: string;
	/** Host and port, the name of an upstream, a path of a socket, or variables. */
	readonly authority: string;
	/** What comes behind it: `/api/`. */
	readonly uri: string;
}

/** Directives that hand a request on. */
export const passes = [
	'proxy_pass',
	'grpc_pass',
	'fastcgi_pass',
	'scgi_pass',
	'uwsgi_pass',
	'memcached_pass',
] as const;

/**
 * `hint`: what a variable that is all of it may hold, where that is known (`http://app:8080`).
 */
export function readTarget(directive: string, text: string, hint: string | null = null): Target {
	const [, scheme = '', rest = ''] = /^([a-z]+:\/\/)?(.*)$/su.exec(text) ?? [];
	const [hinted = ''] = /^[a-z]+:\/\//u.exec(scheme === '' ? (hint ?? '') : '') ?? [];
	const protocol = protocolOf(directive, scheme === '' ? hinted : scheme);
	const end = authorityEnd(rest);
	return {
		protocol,
		// The stub speaks uwsgi without TLS.
		scheme: protocol === 'uwsgi' ? '' : scheme === '' ? hinted : scheme,
		authority: rest.slice(0, end),
		uri: directive === 'proxy_pass' ? rest.slice(end) : '',
	};
}

function protocolOf(directive: string, scheme: string): UpstreamProtocol {
	switch (directive) {
		case 'grpc_pass':
			return scheme === 'grpcs://' ? 'h2' : 'h2c';
		case 'fastcgi_pass':
			return 'fastcgi';
		case 'scgi_pass':
			return 'scgi';
		case 'uwsgi_pass':
			return 'uwsgi';
		default:
			return scheme === 'https://' ? 'https' : 'http';
	}
}

/** Where host and port end: at a path, a query, or a variable that holds one. */
function authorityEnd(text: string): number {
	if (text.startsWith('unix:')) {
		// http://unix:/path/of/socket:/uri/
		const colon = text.indexOf(':', 'unix:'.length);
		return colon < 0 ? text.length : colon + 1;
	}
	const token = /\$\{?(\w+)\}?|[^$]/gsu;
	for (const found of text.matchAll(token)) {
		const [written, variable] = found;
		if (variable === undefined ? '/?'.includes(written) : isUri(variable, found.index)) {
			return found.index;
		}
	}
	return text.length;
}

function isUri(variable: string, at: number): boolean {
	return uriVariables.includes(variable) || (at > 0 && /^\d+$/u.test(variable));
}

const uriVariables: readonly string[] = [
	'request_uri',
	'uri',
	'document_uri',
	'is_args',
	'args',
	'query_string',
];
