/** Other names and ports of the same server. Pure. */
import type { GivenListener, GivenVhost } from '../../options.ts';
import { listenerAt } from '../config/url-of.ts';
import type { Socket } from './addresses.ts';
import { askingOf, asksAnywhere } from './client-demands.ts';
import type { Found } from './found-scopes.ts';
import { namesOf, type Scope } from './scopes.ts';
import type { TrustOf } from './trust.ts';

/** Hosts of the same socket: open to everybody, or to clients of another CA. */
export function otherNames(
	it: Found,
	all: readonly Found[],
	{ main, trust }: { readonly main: Scope; readonly trust: TrustOf },
): readonly GivenVhost[] {
	const [socket] = it.sockets;
	const own = namesOf(it.scope);
	return all.flatMap((other): GivenVhost[] => {
		const { name } = namesOf(other.scope);
		if (other === it || socket === undefined || !other.sockets.includes(socket)) return [];
		if (name === null || name === own.name || !other.isTls) return [];
		const asking = askingOf(other.scope, main);
		if (!asksAnywhere(asking)) return [{ name, kind: 'open' }];
		const isElsewhere = trust.of(other.scope).first !== trust.of(it.scope).first;
		return isElsewhere && asking.whole === 'require' ? [{ name, kind: 'protected' }] : [];
	});
}

/** Every other socket of the config, asked for the same name. */
export function otherPorts(
	own: Socket,
	host: string,
	all: readonly Found[],
): readonly GivenListener[] {
	const seen = new Set<Socket>([own]);
	return all.flatMap(({ sockets, isTls }) =>
		sockets.flatMap((socket): GivenListener[] => {
			if (seen.has(socket)) return [];
			seen.add(socket);
			const place = { host: '127.0.0.1', port: socket.lab };
			return [listenerAt({ isTls, host, port: socket.port, place })];
		}),
	);
}
