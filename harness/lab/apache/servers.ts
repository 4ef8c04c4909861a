/** What of a config asks for client certificates, as the lab is to ask it. */
import { clientsOfOthers } from '../authorities.ts';
import { urlOf } from '../config/url-of.ts';
import type { LabLocation, LabServer } from '../lab.ts';
import { locationsByIdentity } from '../config/locations-by-identity.ts';
import type { Socket } from './addresses.ts';
import { askingOf, asksAnywhere, forwardedVerdict, identityAt } from './client-demands.ts';
import { whereIs } from './config-tree.ts';
import { servedBy } from './covering.ts';
import { fakeUserAt } from './fake-basic-auth.ts';
import { type Found, findScopes, nameOf } from './found-scopes.ts';
import { otherNames, otherPorts } from './neighbours.ts';
import {
	aboutRevocation,
	allowsIntermediates,
	depthOf,
	revocationOf,
} from './revocation-and-depth.ts';
import type { Places } from './locate.ts';
import { locationsOf } from './locations.ts';
import { isGuarded } from './guards.ts';
import { isProxied } from './proxied.ts';
import { ofServer, type Scope, type Scopes } from './scopes.ts';
import type { TrustOf } from './trust.ts';

/** Everything in a config that speaks TLS. */
export interface FoundServers {
	readonly servers: readonly LabServer[];
	/** What speaks TLS and asks nobody. */
	readonly unasked: readonly LabServer[];
	/** What there are to be pages for. */
	readonly pages: readonly { readonly scope: Scope; readonly locations: readonly LabLocation[] }[];
	readonly notes: readonly string[];
}

/** The edited config that servers are looked for in. */
export interface ServersOf {
	readonly scopes: Scopes;
	readonly sockets: readonly Socket[];
	readonly places: Places;
	readonly trust: TrustOf;
}

/** Finds what asks for certificates, what asks nobody, and what is to be said of it. */
export function serversOf({ scopes, sockets, places, trust }: ServersOf): FoundServers {
	const { main } = scopes;
	const notes: string[] = [];
	const found = findScopes(scopes, sockets);
	const tls = found.filter((it) => {
		const asks = ofServer(it.scope, 'sslverifyclient').at(-1);
		if (!it.isTls && asks !== undefined && asksAnywhere(askingOf(it.scope, main))) {
			notes.push(`${whereIs(asks)}: SSLVerifyClient does nothing: SSLEngine is not on there`);
		}
		return it.isTls;
	});
	const made = tls.flatMap((it) => {
		const { scope } = it;
		const isAsking = asksAnywhere(askingOf(scope, main));
		const { servers, about } = serverOf(it, found, { main, places, trust });
		if (isAsking || servers.length === 0) notes.push(...about);
		return servers.map((server) => ({ scope, server, isAsking }));
	});
	return {
		servers: made.filter(({ isAsking }) => isAsking).map(({ server }) => server),
		unasked: made.filter(({ isAsking }) => !isAsking).map(({ server }) => server),
		pages: tls.map(({ scope }) => ({
			scope,
			locations: made.filter((it) => it.scope === scope).flatMap(({ server }) => server.locations),
		})),
		notes,
	};
}

interface Around {
	readonly main: Scope;
	readonly places: Places;
	readonly trust: TrustOf;
}

/** One scope as a server to ask, once for each identity that parts of it demand; none where no name leads to it. */
function serverOf(
	it: Found,
	found: readonly Found[],
	{ main, places, trust }: Around,
): { readonly servers: readonly LabServer[]; readonly about: readonly string[] } {
	const { scope } = it;
	const [socket] = it.sockets;
	const { host, servername, isReachable } = nameOf(it, found);
	const where = scope.section === null ? mainWhere(main) : whereIs(scope.section);
	// What no socket leads to was noted with its address.
	if (socket === undefined) return { servers: [], about: [] };
	if (!isReachable) {
		const because = 'another virtual host of the same address and name comes first';
		return { servers: [], about: [`${where}: ${because}: not tested`] };
	}
	const asking = askingOf(scope, main);
	const modes = [asking.whole, ...asking.parts];
	const isOptional = modes.some((mode) => mode.startsWith('optional'));
	const verdict = isOptional && !modes.includes('require') ? forwardedVerdict(scope, main) : null;
	const served = servedBy(scope, main, places);
	const located = locationsOf({
		scope,
		main,
		served,
		acceptIf: (path) => (verdict !== null && isProxied(path, scope, main, served) ? [verdict] : []),
	});
	const parts = locationsByIdentity(
		located.locations,
		(path) =>
			identityAt(path, scope, main, served) ??
			fakeUserAt(path, scope, main, served) ??
			(isGuarded(path, scope, main, served) ? null : 'everybody'),
	);
	const { first, authorities } = trust.of(scope);
	const revocation = revocationOf(scope, main);
	return {
		about: [...located.notes, ...aboutRevocation(scope, main), ...aboutUsers(scope)],
		servers: parts.map(([identity, locations]) => ({
			url: urlOf('https', host, socket.port),
			host,
			port: socket.port,
			servername,
			connectTo: { host: '127.0.0.1', port: socket.lab },
			where,
			clientCa: first.clientCa,
			refused: [
				...clientsOfOthers(trust.all(), [first, ...authorities]),
				// Those of the catalogue come from an intermediate.
				...(revocation === 'crl' && !allowsIntermediates(scope, main) ? [first.revoked()] : []),
			],
			identity,
			locations,
			vhosts: otherNames(it, found, { main, trust }),
			listeners: otherPorts(socket, host, found),
			verifyDepth: depthOf(scope, main),
			revocation,
		})),
	};
}

/** Where the main server turns TLS on. */
function mainWhere(main: Scope): string {
	const [first] = [...ofServer(main, 'sslengine'), ...ofServer(main, 'listen')];
	return first === undefined ? 'the main server' : whereIs(first);
}

function aboutUsers({ directives }: Scope): readonly string[] {
	return directives.flatMap(({ node }) => {
		const isFake = node.name === 'ssloptions' && /\+?FakeBasicAuth/iu.test(node.written);
		if (!isFake && node.name !== 'sslusername') return [];
		return [
			`${whereIs(node)}: users are named by certificates (${isFake ? 'FakeBasicAuth' : 'SSLUserName'}): whom that lets in is said with --identity`,
		];
	});
}
