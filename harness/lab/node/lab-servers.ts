/** What is to be asked of the servers of a script. Pure but for the CAs that it asks for. */
import { basename } from 'node:path';
import { isIP } from 'node:net';
import { clientsOfOthers, type LabAuthorities } from '../authorities.ts';
import type { GivenVhost } from '../../options.ts';
import { listenerAt, urlOf } from '../config/url-of.ts';
import type { LabServer } from '../lab.ts';
import type { AskedServer } from './asked-servers.ts';
import type { Asking, Trusting } from './message.ts';
import { shortWhere } from './start-failure.ts';

/** What the servers of a lab are made from. */
export interface ServersOf {
	readonly servers: readonly AskedServer[];
	readonly authorities: LabAuthorities;
	/** The CA that stands for `NODE_EXTRA_CA_CERTS`: it is in the default store. */
	readonly extra: string | null;
	/** As the user named it. */
	readonly script: string;
	readonly cwd: string;
}

/** The servers that ask for certificates, and each of their names that trusts somebody of its own. */
export function labServers(of: ServersOf): readonly LabServer[] {
	return of.servers.flatMap((server) => {
		if (server.asks === null) return [];
		const names = namesOf(server, server.asks);
		return names
			.filter(({ trusts }, index) => index > 0 || names.length === 1 || trustsAny(trusts, of))
			.map((name) => labServer(server, name, names, of));
	});
}

/** TLS servers that ask nobody for a certificate. */
export function unaskedServers(of: ServersOf): readonly LabServer[] {
	return of.servers
		.filter(({ speaks, asks }) => speaks === 'tls' && asks === null)
		.map((server) => {
			const name = { name: server.host, trusts: { ...nobody, authorities: usedBy(of) } };
			return labServer(server, name, [name], of);
		});
}

interface Name {
	readonly name: string;
	readonly trusts: Trusting;
}

/** The server itself, and then its names: of several that are equal Node takes the first. */
function namesOf(server: AskedServer, { trusts, names }: Asking): readonly Name[] {
	const known = new Map<string, Name>([[server.host, { name: server.host, trusts }]]);
	for (const it of names) {
		const name = it.name.replaceAll('*', 'any');
		known.set(name, known.get(name) ?? { name, trusts: it.trusts });
	}
	return [...known.values()];
}

function labServer(
	server: AskedServer,
	{ name, trusts }: Name,
	names: readonly Name[],
	of: ServersOf,
): LabServer {
	const { authorities, cwd, script } = of;
	const trusted = trustedSources(trusts, of);
	const [first = untrusted] = trusted;
	const authority = authorities.of(first);
	const where = server.where === null ? basename(script) : shortWhere(server.where, cwd);
	return {
		url: urlOf('https', name, server.urlPort),
		host: name,
		port: server.urlPort,
		servername: isIP(name) === 0 ? name : null,
		connectTo: { host: '127.0.0.1', port: server.port },
		where,
		clientCa: authority.clientCa,
		refused: clientsOfOthers(
			usedBy(of).map((source) => authorities.of(source)),
			trusted.map((source) => authorities.of(source)),
		),
		identity: null,
		locations: [{ path: '/', written: basename(script), where, acceptIf: [] }],
		vhosts: names
			.filter((it) => it.name !== name && !trustedSources(it.trusts, of).includes(first))
			.map((it): GivenVhost => ({ name: it.name, kind: 'protected' })),
		listeners: of.servers
			.filter((it) => it !== server && it.speaks !== 'tcp')
			.map(({ speaks, host, urlPort, port }) => {
				const place = { host: '127.0.0.1', port };
				return listenerAt({ isTls: speaks === 'tls', host, port: urlPort, place });
			}),
		verifyDepth: null,
		revocation: trusts.lists ? 'crl' : null,
	};
}

/** Sources of the CAs that clients may come from. */
export function trustedSources(
	{ authorities, defaultStore }: Trusting,
	{ extra }: Pick<ServersOf, 'extra'>,
): readonly string[] {
	return defaultStore && extra !== null ? [...authorities, extra] : authorities;
}

function trustsAny(trusts: Trusting, of: ServersOf): boolean {
	return trustedSources(trusts, of).length > 0;
}

/** Sources of all CAs that some server trusts. */
function usedBy(of: ServersOf): readonly string[] {
	const used = of.servers.flatMap(({ asks }) =>
		asks === null
			? []
			: [asks.trusts, ...asks.names.map(({ trusts }) => trusts)].flatMap((it) =>
					trustedSources(it, of),
				),
	);
	return [...new Set(used)];
}

const nobody: Trusting = { authorities: [], defaultStore: false, lists: false };
/** A server that trusts no CA of the lab has to be asked with some certificate all the same. */
const untrusted = 'a CA that is not trusted';
