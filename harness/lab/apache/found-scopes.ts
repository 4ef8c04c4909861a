/** Where clients find each scope, and by which name. Pure. */
import { hostAddresses, type Socket, socketsAt } from './addresses.ts';
import { hasTls } from './edit-tls.ts';
import { namesOf, type Scope, type Scopes } from './scopes.ts';

/** A scope and where clients find it. */
export interface Found {
	readonly scope: Scope;
	readonly sockets: readonly Socket[];
	readonly isTls: boolean;
}

/** Virtual hosts in order, and the main server where none of them takes a socket. */
export function findScopes({ main, hosts }: Scopes, sockets: readonly Socket[]): readonly Found[] {
	const found = (scope: Scope, at: readonly Socket[]): Found => ({
		scope,
		sockets: at,
		isTls: hasTls(scope, main),
	});
	const all = hosts.map((scope) => {
		const addresses = scope.section === null ? [] : hostAddresses(scope.section);
		const at = addresses.flatMap((address) => socketsAt(address, sockets));
		return found(scope, precise([...new Set(at)], scope, hosts));
	});
	const left = sockets.filter((socket) => !all.some((it) => it.sockets.includes(socket)));
	return left.length === 0 ? all : [found(main, left), ...all];
}

/** A host of any address is not asked where another one has that very address. */
function precise(
	sockets: readonly Socket[],
	scope: Scope,
	hosts: readonly Scope[],
): readonly Socket[] {
	const names = (it: Scope, socket: Socket): boolean =>
		(it.section === null ? [] : hostAddresses(it.section)).some(
			({ address, port }) =>
				address !== '*' && address === socket.address && (port === null || port === socket.port),
		);
	return sockets.filter(
		(socket) => names(scope, socket) || !hosts.some((other) => names(other, socket)),
	);
}

/** The name that leads to a server: httpd takes the first host that has it, else the first of all. */
export function nameOf(
	it: Found,
	all: readonly Found[],
): { readonly host: string; readonly servername: string | null; readonly isReachable: boolean } {
	const { name, aliases } = namesOf(it.scope);
	const plain = [name, ...aliases].find(
		(each): each is string => each !== null && /^[\w.-]+$/u.test(each) && !/^[\d.]+$/u.test(each),
	);
	const [socket] = it.sockets;
	const there = all.filter(({ sockets }) => socket !== undefined && sockets.includes(socket));
	const isFirst = there[0] === it;
	if (plain === undefined)
		return { host: 'localhost', servername: 'localhost', isReachable: isFirst };
	const taken = there.find(({ scope }) => {
		const others = namesOf(scope);
		return [others.name, ...others.aliases].some(
			(each) => each?.toLowerCase() === plain.toLowerCase(),
		);
	});
	return { host: plain, servername: plain, isReachable: taken === it };
}
