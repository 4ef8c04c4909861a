/** What there is to ask: every server block that speaks TLS, and what it routes. */
import type { NamedCredential } from '../../options.ts';
import type { LabAuthority } from '../authorities.ts';
import { urlOf } from '../config/url-of.ts';
import type { LabServer, TestedServers } from '../lab.ts';
import { locationsByIdentity } from '../config/locations-by-identity.ts';
import type { Bench } from './bench.ts';
import { identitiesOf } from './identities.ts';
import { argument, whereOf } from './directive.ts';
import type { Listen } from './listen.ts';
import type { ConfNode } from './load-conf.ts';
import { authoritiesOf, authorityOf, depthOf } from './place-client-cas.ts';
import type { Listening } from './place-listens.ts';
import { asks, blocksOf, listenersOf, nameOf, vhostsOf } from './neighbours.ts';
import { testedLocations } from './tested-locations.ts';
import { effective, named, own, setting } from './tree.ts';

/** Everything that speaks TLS and that a name leads to. */
export function testedServers(bench: Bench, listening: Listening): TestedServers {
	const tls = listening.listens.filter((it) => it.isTls && !it.isUdp);
	const isRejecting = ({ server }: Listen): boolean =>
		setting(server, 'ssl_reject_handshake') === 'on';
	const tested = (listens: readonly Listen[]): readonly LabServer[] =>
		distinct(
			withoutTwins(listening, listens).flatMap((it) =>
				serversAt(bench, listening, it).map((server) => ({ server, address: it.address })),
			),
		);
	return {
		asking: tested(tls.filter(({ server }) => isMeantToAsk(server))),
		unasked: tested(tls.filter((it) => !isMeantToAsk(it.server) && !isRejecting(it))),
	};
}

/** Also a block that names whom to ask for, and forgets to ask (nginx's default is off). */
function isMeantToAsk(server: ConfNode): boolean {
	const isForgotten =
		setting(server, 'ssl_verify_client') === null &&
		own(server, 'ssl_client_certificate').length > 0;
	return asks(server) || isForgotten;
}

/** What listens on IPv6 as well, or on another address with the same blocks, is no other server. */
function withoutTwins(listening: Listening, listens: readonly Listen[]): readonly Listen[] {
	const isTwin = (it: Listen, other: Listen): boolean => {
		if (other === it || other.server !== it.server || other.port !== it.port) return false;
		if (it.family === 'ipv6') return other.family === 'ipv4';
		const isEarlier = listens.indexOf(other) < listens.indexOf(it);
		return other.family === it.family && isEarlier && isAlike(listening, it, other);
	};
	return listens.filter((it) => !listens.some((other) => isTwin(it, other)));
}

/** Whether the same blocks answer there, the same one first. */
function isAlike(listening: Listening, one: Listen, other: Listen): boolean {
	const [blocks, others] = [blocksOf(listening, one), blocksOf(listening, other)];
	return blocks.length === others.length && blocks.every((it, index) => it === others[index]);
}

/** Two sockets may go by one name: only their address tells them apart. */
function distinct(
	found: readonly { readonly server: LabServer; readonly address: string }[],
): readonly LabServer[] {
	return found.map(({ server, address }) =>
		found.find((it) => it.server.url === server.url)?.address === address
			? server
			: { ...server, url: `${server.url}?listen=${address}` },
	);
}

/** Whom it lets in is another one at some locations: those are servers of their own. */
function serversAt(bench: Bench, listening: Listening, listen: Listen): readonly LabServer[] {
	const { server, port } = listen;
	const place = listening.places.get(listen.address);
	if (place === undefined) return [];
	const blocks = blocksOf(listening, listen);
	const isStream = server.parent?.directive.name === 'stream';
	const host = isStream ? 'localhost' : nameOf(server, blocks);
	if (host === null) {
		bench.note(server.directive, `no name leads to this server block on ${listen.address}`);
		return [];
	}
	const tested = testedLocations(bench, server);
	if (tested.length === 0) return [];
	const trusted = authoritiesOf(bench, server);
	noteTrusted(bench, server);
	noteDepth(bench, server);
	const authority =
		trusted[0] ?? bench.ground.authorities.all()[0] ?? bench.ground.authorities.of('any CA');
	const locations = tested.map(({ location }) => location);
	const identityAt = asks(server) ? identitiesOf(bench, server, tested) : () => null;
	return locationsByIdentity(locations, identityAt).map(([identity, group]) => ({
		url: urlOf('https', host, port),
		host,
		port,
		servername: host,
		connectTo: place,
		where: whereOf(server.directive),
		clientCa: authority.clientCa,
		refused: refusedAt(bench, trusted),
		identity,
		locations: group,
		vhosts: isStream ? [] : vhostsOf(bench, blocks, server),
		listeners: isStream ? [] : listenersOf(listening, listen, host),
		verifyDepth: depthOf(server),
		revocation: revocationOf(server),
	}));
}

/** nginx verifies clients against both files, whatever the second was meant for. */
function noteTrusted(bench: Bench, server: ConfNode): void {
	if (!asks(server)) return;
	const announced = setting(server, 'ssl_client_certificate') ?? '';
	for (const { directive } of effective(server, 'ssl_trusted_certificate')) {
		const name = argument(directive, 0);
		if (announced === '' || name === '') continue;
		if (authorityOf(bench, announced) === authorityOf(bench, name)) continue;
		bench.note(
			directive,
			`clients of the CAs in ${name} are let in, too: nginx verifies them with it`,
		);
	}
}

function noteDepth(bench: Bench, server: ConfNode): void {
	const [written] = effective(server, 'ssl_verify_depth');
	if (written === undefined || !asks(server) || depthOf(server) !== null) return;
	bench.note(written.directive, 'chains of that many intermediates are too long to be tested');
}

/** Clients of CAs that the config names, but not here. */
function refusedAt(bench: Bench, trusted: readonly LabAuthority[]): readonly NamedCredential[] {
	const files = named(bench.top, 'ssl_client_certificate', 'ssl_trusted_certificate');
	const refused = new Map<LabAuthority, NamedCredential>();
	for (const { directive } of files) {
		const name = argument(directive, 0);
		if (name === '') continue;
		const authority = authorityOf(bench, name);
		if (trusted.includes(authority) || refused.has(authority)) continue;
		refused.set(authority, { ...authority.credential(), name });
	}
	return [...refused.values()];
}

function revocationOf(server: ConfNode): LabServer['revocation'] {
	const ocsp = setting(server, 'ssl_ocsp');
	if (ocsp !== null && ocsp !== 'off') return 'ocsp';
	return setting(server, 'ssl_crl') === null ? null : 'crl';
}
