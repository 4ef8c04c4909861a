/** What of a Caddy config asks for client certificates, as the harness tests it. */
import type { GivenListener, GivenVhost } from '../../options.ts';
import type { LabServer } from '../lab.ts';
import type { Policy } from './client-authentication.ts';
import type { HttpServer, HttpServers, Listening } from './listeners.ts';
import {
	hostsOf,
	identityAt,
	isFor,
	locationsOf,
	looksAtCertificate,
	routesFor,
	sampleName,
	servesAnybody,
} from './sites.ts';
import { locationsByIdentity } from '../locations-by-identity.ts';
import { whereOf, type Work } from './work.ts';

/** A server with how it judges connections. */
export interface Judging {
	readonly http: HttpServer;
	readonly policies: readonly Policy[];
}

export interface TestedServers {
	/** Every name of every server that asks for certificates, in the order of the config. */
	readonly asking: readonly LabServer[];
	/** Those with TLS that do not. */
	readonly unasked: readonly LabServer[];
}

/** Everything that speaks TLS. */
export function labServersOf(
	work: Work,
	judging: readonly Judging[],
	redirects: HttpServers['redirects'],
): TestedServers {
	const tested = (doAsk: boolean): readonly LabServer[] =>
		judging
			.filter(({ http }) => http.isTls)
			.flatMap((it) => serversOf(it, judging, redirects, work, doAsk));
	return { asking: tested(true), unasked: tested(false) };
}

function serversOf(
	{ http, policies }: Judging,
	all: readonly Judging[],
	redirects: Listening,
	work: Work,
	doAsk: boolean,
): readonly LabServer[] {
	const names = namesOf(http, policies);
	const judged = names.flatMap((name) => {
		return [{ name, policy: policyFor(policies, name) }];
	});
	const asking = judged.filter(({ policy }) => (policy.mode !== null) === doAsk);
	if (asking.length > mostNames && doAsk) {
		work.notes.push(
			`${whereOf(work, asking[mostNames]?.name ?? '')}: of ${asking.length} names that ask for certificates the first ${mostNames} are tested`,
		);
	}
	return asking.slice(0, mostNames).flatMap(({ name, policy }) => {
		const [{ port, labPort }] = http.listening;
		const routes = routesFor(http.server, name);
		// Without a CA nobody is trusted, and whoever has any certificate comes in.
		const ca = policy.trusted[0] ?? work.ground.authorities.of(`${work.files[0]?.path}: no CA`);
		const leavesItToOthers = policy.mode !== 'require_and_verify' && !looksAtCertificate(routes);
		const locations = locationsOf(routes, name, work).map((it) =>
			leavesItToOthers ? it : { ...it, acceptIf: [] },
		);
		return locationsByIdentity(
			locations,
			(path) =>
				identityAt(routes, path) ??
				(policy.mode?.startsWith('require') === true ? null : 'everybody'),
		).map(([identity, group]): LabServer => ({
			url: urlOf('https', name, port ?? 443),
			host: name,
			port: port ?? 443,
			servername: name,
			connectTo: { host: '127.0.0.1', port: labPort },
			where: whereOf(work, ...writtenNames(http, name), 'client_auth'),
			clientCa: ca.clientCa,
			refused: work.ground.authorities
				.all()
				.filter((it) => it !== ca && !policy.trusted.includes(it))
				.map((it) => it.credential()),
			identity,
			locations: group,
			vhosts: judged.flatMap((other) => vhostOf(other, { name, policy }, http)),
			listeners: listenersOf(http, all, name, redirects),
			verifyDepth: null,
			revocation: null,
		}));
	});
}

/** Names of routes and of TLS; `localhost` where neither has any. */
function namesOf({ server }: HttpServer, policies: readonly Policy[]): readonly string[] {
	const written = [...hostsOf(server), ...policies.flatMap(({ names }) => names)];
	const names = [...new Set(written.map(sampleName))];
	return names.length > 0 ? names : ['localhost'];
}

function writtenNames({ server }: HttpServer, name: string): readonly string[] {
	return [name, ...hostsOf(server).filter((it) => isFor(it, name))];
}

/** The first policy that is for the name: Caddy takes that. */
function policyFor(policies: readonly Policy[], name: string): Policy {
	return (
		policies.find(({ names }) => names.length === 0 || names.some((it) => isFor(it, name))) ??
		nobodyAsked
	);
}

const nobodyAsked: Policy = { names: [], mode: null, trusted: [] };

interface Judged {
	readonly name: string;
	readonly policy: Policy;
}

function vhostOf(other: Judged, self: Judged, { server }: HttpServer): readonly GivenVhost[] {
	if (other.name === self.name) return [];
	if (other.policy.mode === null) {
		return servesAnybody(routesFor(server, other.name)) ? [{ name: other.name, kind: 'open' }] : [];
	}
	const isShared = other.policy.trusted.some((it) => self.policy.trusted.includes(it));
	return isShared || other.policy.trusted.length === 0
		? []
		: [{ name: other.name, kind: 'protected' }];
}

/** Other ports on which the same name is served, and where Caddy leads from HTTP to HTTPS. */
function listenersOf(
	self: HttpServer,
	all: readonly Judging[],
	name: string,
	redirects: Listening,
): readonly GivenListener[] {
	const listeners = all.flatMap(({ http: { server, listening, isTls } }) => {
		const isForName = server === self.server || routesFor(server, name).length > 0;
		const [first, ...rest] = listening;
		return (isForName ? (server === self.server ? rest : [first, ...rest]) : [])
			.filter(({ host }) => !/^(?:127\.|::1$|localhost$)/u.test(host))
			.map((it) => listenerAt(it, isTls));
	});
	const isThere = listeners.some(({ port }) => port === redirects.labPort);
	return isThere ? listeners : [...listeners, listenerAt(redirects, false)];
}

function listenerAt({ port, labPort }: Listening, isTls: boolean): GivenListener {
	return {
		url: urlOf(isTls ? 'https' : 'http', 'localhost', port ?? (isTls ? 443 : 80)),
		host: '127.0.0.1',
		port: labPort,
		plaintext: !isTls,
	};
}

function urlOf(scheme: 'http' | 'https', name: string, port: number): string {
	const isUsual = port === (scheme === 'https' ? 443 : 80);
	return `${scheme}://${name}${isUsual ? '' : `:${port}`}/`;
}

const mostNames = 16;
