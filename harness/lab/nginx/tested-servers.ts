/** What there is to ask: every server block that speaks TLS, and what it routes. */
import type { NamedCredential } from '../../options.ts';
import type { LabAuthority } from '../authorities.ts';
import type { LabServer } from '../lab.ts';
import { allowedSubject } from './allowed-subject.ts';
import type { Bench } from './bench.ts';
import { argument, whereOf } from './directive.ts';
import type { Listen } from './listen.ts';
import type { ConfNode } from './load-conf.ts';
import { authoritiesOf, authorityOf, depthOf } from './place-client-cas.ts';
import type { Listening } from './place-listens.ts';
import { asks, blocksOf, listenersOf, nameOf, vhostsOf } from './neighbours.ts';
import { type Tested, testedLocations } from './tested-locations.ts';
import { effective, named, setting } from './tree.ts';

export interface TestedServers {
	/** Those that ask for client certificates, in the order of the config. */
	readonly asking: readonly LabServer[];
	/** Those with TLS that do not. */
	readonly unasked: readonly LabServer[];
}

/** Everything that speaks TLS and that a name leads to. */
export function testedServers(bench: Bench, listening: Listening): TestedServers {
	const tls = listening.listens.filter((it) => it.isTls && !it.isUdp);
	const isRejecting = ({ server }: Listen): boolean =>
		setting(server, 'ssl_reject_handshake') === 'on';
	const tested = (listens: readonly Listen[]): readonly LabServer[] =>
		distinct(
			withoutTwins(listens).flatMap((it) => {
				const server = testedServer(bench, listening, it);
				return server === null ? [] : [{ server, address: it.address }];
			}),
		);
	return {
		asking: tested(tls.filter(({ server }) => asks(server))),
		unasked: tested(tls.filter((it) => !asks(it.server) && !isRejecting(it))),
	};
}

/** What listens on IPv6 as well is no other server. */
function withoutTwins(listens: readonly Listen[]): readonly Listen[] {
	const isTwin = (it: Listen, other: Listen): boolean =>
		other.server === it.server && other.port === it.port && other.family === 'ipv4';
	return listens.filter(
		(it) => it.family !== 'ipv6' || !listens.some((other) => isTwin(it, other)),
	);
}

/** Two sockets may go by one name: only their address tells them apart. */
function distinct(
	found: readonly { readonly server: LabServer; readonly address: string }[],
): readonly LabServer[] {
	return found.map(({ server, address }, index) =>
		found.findIndex((it) => it.server.url === server.url) === index
			? server
			: { ...server, url: `${server.url}?listen=${address}` },
	);
}

function testedServer(bench: Bench, listening: Listening, listen: Listen): LabServer | null {
	const { server, port } = listen;
	const place = listening.places.get(listen.address);
	if (place === undefined) return null;
	const blocks = blocksOf(listening, listen);
	const isStream = server.parent?.directive.name === 'stream';
	const host = isStream ? 'localhost' : nameOf(server, blocks);
	if (host === null) {
		bench.note(server.directive, `no name leads to this server block on ${listen.address}`);
		return null;
	}
	const trusted = authoritiesOf(bench, server);
	noteTrusted(bench, server);
	noteDepth(bench, server);
	const authority =
		trusted[0] ?? bench.ground.authorities.all()[0] ?? bench.ground.authorities.of('any CA');
	const tested = testedLocations(bench, server);
	return {
		url: `https://${host}${port === 443 ? '' : `:${port}`}/`,
		host,
		port,
		servername: host,
		connectTo: place,
		where: whereOf(server.directive),
		clientCa: authority.clientCa,
		refused: refusedAt(bench, trusted),
		identity: identityFor(bench, server, tested),
		locations: tested.map(({ location }) => location),
		vhosts: isStream ? [] : vhostsOf(bench, blocks, server),
		listeners: isStream ? [] : listenersOf(listening, listen, host),
		verifyDepth: depthOf(server),
		revocation: revocationOf(server),
	};
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

function identityFor(
	bench: Bench,
	server: ConfNode,
	tested: readonly Tested[],
): LabServer['identity'] {
	if (!asks(server)) return null;
	const blocks = tested.map(({ block }) => block);
	const { identity, problem } = allowedSubject(bench.top, server, blocks);
	if (problem !== null) bench.note(server.directive, problem);
	return identity;
}

function revocationOf(server: ConfNode): LabServer['revocation'] {
	const ocsp = setting(server, 'ssl_ocsp');
	if (ocsp !== null && ocsp !== 'off') return 'ocsp';
	return setting(server, 'ssl_crl') === null ? null : 'crl';
}
