/** How clients know the ports of a server. */
import { isIP } from 'node:net';
import type { GivenListener, HostPort } from '../../options.ts';

/** A URL as clients write it: without the port that its scheme has anyway, IPv6 in brackets. */
export function urlOf(scheme: 'http' | 'https', host: string, port: number): string {
	const name = isIP(host) === 6 ? `[${host}]` : host;
	return `${scheme}://${name}${port === usualPort(scheme) ? '' : `:${port}`}/`;
}

/** What else a server listens on. */
export interface OtherPort {
	readonly isTls: boolean;
	readonly host: string;
	/** That of the config; `null` where it has none. */
	readonly port: number | null;
	/** Where it is in the sandbox. */
	readonly place: HostPort;
}

/** The port as runs are told of it. */
export function listenerAt({ isTls, host, port, place }: OtherPort): GivenListener {
	const scheme = isTls ? 'https' : 'http';
	return { ...place, url: urlOf(scheme, host, port ?? usualPort(scheme)), plaintext: !isTls };
}

function usualPort(scheme: 'http' | 'https'): number {
	return scheme === 'https' ? 443 : 80;
}
