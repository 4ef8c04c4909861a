/** Addresses of `bind` and `server` lines (configuration manual §11.1). */

/** What a `bind` or `server` line names, taken apart. */
export type Address =
	| {
			readonly kind: 'ip';
			/** Empty or `*`: all; without brackets. */
			readonly host: string;
			/** `null` where it has none. */
			readonly ports: { readonly first: number; readonly last: number } | null;
			readonly isQuic: boolean;
	  }
	/** A socket of the file system or an abstract one, by its name. */
	| { readonly kind: 'unix'; readonly path: string }
	/** A descriptor that somebody else opened. */
	| { readonly kind: 'descriptor' };

/** Reads one address. */
export function parseAddress(written: string): Address {
	const [, prefix = '', rest = written] =
		/^(?:stream\+|dgram\+)?([a-z\d]+)@(.*)$/u.exec(written) ?? [];
	if (prefix === 'fd' || prefix === 'sockpair') return { kind: 'descriptor' };
	if (/^(?:unix|uxst|uxdg|abns|abnsz)$/u.test(prefix) || rest.startsWith('/')) {
		return { kind: 'unix', path: prefix.startsWith('abns') ? `@${rest}` : rest };
	}
	const colon = rest.lastIndexOf(':');
	const host = colon < 0 ? rest : rest.slice(0, colon);
	const [, first, last = first] = /^\+?(\d+)(?:-(\d+))?$/u.exec(rest.slice(colon + 1)) ?? [];
	return {
		kind: 'ip',
		host: host.replaceAll(/^\[|\]$/gu, ''),
		ports: colon < 0 || first === undefined ? null : { first: Number(first), last: Number(last) },
		isQuic: prefix.startsWith('quic'),
	};
}

/** Whether only the machine itself can reach it. */
export function isOwnMachine(address: Address): boolean {
	switch (address.kind) {
		case 'ip':
			return /^(?:127\.|::1$|localhost$)/u.test(address.host);
		case 'unix':
		case 'descriptor':
			return true;
	}
}

/** Whether a connection to `to` arrives at `at`. */
export function leadsTo(to: Address, at: Address): boolean {
	if (to.kind === 'unix') return at.kind === 'unix' && at.path === to.path;
	if (to.kind !== 'ip' || at.kind !== 'ip' || to.ports === null || at.ports === null) return false;
	const isAny = /^(?:|\*|0\.0\.0\.0|::)$/u.test(at.host) && isOwnMachine(to);
	return (
		(isAny || (isOwnMachine(to) ? isOwnMachine(at) : to.host === at.host)) &&
		to.ports.first >= at.ports.first &&
		to.ports.first <= at.ports.last
	);
}
