/** What of a Caddy config asks for client certificates, as the harness tests it. */
import type { GivenListener, GivenVhost } from '../../options.ts';
import { parseRule } from '../../parse-rule.ts';
import type { LabLocation, LabServer, TestedServers } from '../lab.ts';
import type { Policy } from './client-authentication.ts';
import type { HttpServer, HttpServers, Listening } from './listeners.ts';
import {
	hostsOf,
	identityAt,
	locationsOf,
	routesFor,
	sampleName,
	servesAnybody,
	servesSomebody,
} from './sites.ts';
import { guardAt } from './guards.ts';
import { isFor } from './matching.ts';
import { clientsOfOthers } from '../authorities.ts';
import { listenerAt, urlOf } from '../config/url-of.ts';
import { locationsByIdentity } from '../config/locations-by-identity.ts';
import { whereOf, type Work } from './work.ts';

/** A server with how it judges connections. */
export interface Judging {
	readonly http: HttpServer;
	readonly policies: readonly Policy[];
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
	const judged = names.map((name): Judged => ({ name, policy: policyFor(policies, name) }));
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
		const found = locationsOf(routes, name, work).map((it): LabLocation => {
			const guard = guardAt(routes, it.path);
			if (guard === null) return it;
			return { ...it, isGuarded: true, acceptIf: guard === 'empty answer' ? [somePage] : [] };
		});
		const leavesItToOthers =
			policy.mode !== 'require_and_verify' && !found.some(({ isGuarded }) => isGuarded);
		const locations = found.map((it): LabLocation =>
			leavesItToOthers || it.isGuarded ? it : { ...it, acceptIf: [] },
		);
		const told = locations.find(({ acceptIf, isGuarded }) => !isGuarded && acceptIf.length > 0);
		if (told !== undefined && doAsk) {
			work.notes.push(
				`${told.where}: Caddy leaves it to what is behind it whom ${name} lets in; tested is what the headers tell it: ${told.acceptIf.map(({ text }) => text).join(', ')}`,
			);
		}
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
			refused: clientsOfOthers(work.ground.authorities.all(), [ca, ...policy.trusted]),
			identity,
			locations: group,
			vhosts: judged.flatMap((other) => vhostOf(other, { name, policy }, http)),
			listeners: listenersOf(http, all, name, redirects),
			verifyDepth: null,
			revocation: null,
		}));
	});
}

/**
 * Names of routes and of TLS; `localhost` where neither has any. A wildcard that serves nothing but the
 * names inside of it stands for no name of its own.
 */
function namesOf({ server }: HttpServer, policies: readonly Policy[]): readonly string[] {
	const written = [...new Set([...hostsOf(server), ...policies.flatMap(({ names }) => names)])];
	const own = written.filter((it) => {
		const inside = written.filter((other) => other !== it && isFor(it, other));
		return inside.length === 0 || servesSomebody(routesFor(server, sampleName(it)));
	});
	const names = [...new Set(own.map(sampleName))];
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
			.map((it) => otherPort(it, isTls));
	});
	const isThere = listeners.some(({ port }) => port === redirects.labPort);
	return isThere ? listeners : [...listeners, otherPort(redirects, false)];
}

function otherPort({ port, labPort }: Listening, isTls: boolean): GivenListener {
	const place = { host: '127.0.0.1', port: labPort };
	return listenerAt({ isTls, host: 'localhost', port, place });
}

/** Where nothing answers Caddy does, with 200 and an empty body. */
const somePage = parseRule('body:/^(?!400 Bad Request)./s');
const mostNames = 16;
