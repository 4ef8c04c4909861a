/** What the routes of a server do for a name. */
import { type Identity, defaultIdentity } from '../../../fixtures/pki/identity.ts';
import { parseDistinguishedName } from '../../../fixtures/pki/distinguished-name.ts';
import { toldRule } from '../stub/told-fields.ts';
import type { Rule } from '../../rule.ts';
import type { LabLocation } from '../lab.ts';
import { isObject, type JsonObject, objectsIn, objectsOf, stringsIn } from './json.ts';
import { isProxiedAt, proxiesAt } from './guards.ts';
import { aboutCertificates, isFor, mayBeFor } from './matching.ts';
import { whereOf, type Work } from './work.ts';

/** The names of the routes of a server, those inside of others too, in the order of the config. */
export function hostsOf(server: JsonObject): readonly string[] {
	const hosts = [...objectsOf(server['routes'])].flatMap((route) =>
		objectsIn(route, 'match').flatMap((match) => stringsIn(match, 'host')),
	);
	return [...new Set(hosts)].filter((it) => !it.includes('{'));
}

/** The routes that a request for the name may take, without those inside that are for others. */
export function routesFor(server: JsonObject, host: string): readonly JsonObject[] {
	return objectsIn(server, 'routes')
		.filter((route) => {
			const matches = objectsIn(route, 'match');
			if (matches.length === 0) return true;
			return matches.some((match) => {
				const hosts = stringsIn(match, 'host');
				return hosts.length === 0 || hosts.some((it) => isFor(it, host));
			});
		})
		.map((route) =>
			Array.isArray(route['handle'])
				? { ...route, handle: objectsIn(route, 'handle').map((it) => withRoutesFor(it, host)) }
				: route,
		);
}

function withRoutesFor(handler: JsonObject, host: string): JsonObject {
	return Array.isArray(handler['routes'])
		? { ...handler, routes: routesFor(handler, host) }
		: handler;
}

/** A name that a written one stands for. */
export function sampleName(written: string): string {
	return written.replaceAll('*', 'www').toLowerCase();
}

/** A path for each path of the routes; `/` first. */
export function locationsOf(
	routes: readonly JsonObject[],
	host: string,
	work: Work,
): readonly LabLocation[] {
	const located = (path: string, written: string): LabLocation => ({
		path,
		written,
		where: whereOf(work, written),
		acceptIf: isProxiedAt(routes, path) ? forwardedRule(proxiesAt(routes, path)) : [],
	});
	const locations = [located('/', host)];
	for (const match of objectsOf(routes)) {
		for (const pattern of stringsIn(match, 'path')) {
			const path = samplePath(pattern);
			if (path === null || locations.some((it) => it.path === path)) continue;
			locations.push(located(path, pattern));
		}
	}
	return locations.slice(0, mostLocations);
}

/** Caddy's `*` stands for anything, at the beginning or at the end. */
function samplePath(pattern: string): string | null {
	const bare = pattern.replaceAll('*', '');
	const path = pattern.startsWith('*') ? `/index${bare}` : bare;
	return /^\/[\x21-\x7e]*$/u.test(path) && !path.includes('{') ? path : null;
}

/** Whether some of the routes are only for certain certificates. */
function looksAtCertificate(routes: readonly JsonObject[]): boolean {
	return [...objectsOf(routes)].some((it) => objectsIn(it, 'match').some(aboutCertificates));
}

/** Whether there is anything to be had. */
export function servesSomebody(routes: readonly JsonObject[]): boolean {
	return [...objectsOf(routes)].some(
		({ handler, status_code: status, abort }) =>
			handler === 'reverse_proxy' ||
			handler === 'file_server' ||
			(handler === 'static_response' && abort !== true && !(Number(status ?? 200) >= 300)),
	);
}

/** Whether everybody gets something there, so far as the handlers say. */
export function servesAnybody(routes: readonly JsonObject[]): boolean {
	const handlers = [...objectsOf(routes)].map((it) => it['handler']);
	return (
		handlers.some((it) => it === 'reverse_proxy' || it === 'file_server') &&
		!handlers.includes('authentication') &&
		!looksAtCertificate(routes)
	);
}

/** Whom an expression names for that path: `{tls_client_subject} == "CN=alice"`. */
export function identityAt(routes: readonly JsonObject[], path: string): Identity | null {
	for (const route of routes) {
		const matches = objectsIn(route, 'match');
		const fitting = matches.filter((match) => mayBeFor(match, path));
		if (matches.length > 0 && fitting.length === 0) continue;
		const inside = objectsIn(route, 'handle').flatMap((it) => objectsIn(it, 'routes'));
		const found = namedIn(fitting) ?? identityAt(inside, path);
		if (found !== null) return found;
	}
	return null;
}

function namedIn(matches: readonly JsonObject[]): Identity | null {
	for (const { expression } of objectsOf(matches)) {
		const text = isObject(expression) ? expression['expr'] : expression;
		if (typeof text !== 'string') continue;
		const [, subject] =
			/tls[._]client[._]subject\}?["')]*\s*[!=]=\s*["'`]([^"'`]+)["'`]/u.exec(text) ?? [];
		if (subject === undefined) continue;
		try {
			return {
				subject: parseDistinguishedName(subject),
				subjectAltName: defaultIdentity.subjectAltName,
			};
		} catch {
			// An attribute type that certificates of the lab cannot have.
		}
	}
	return null;
}

/**
 * How the stub's answer shows that it was told of a certificate, where no client can tell it the same;
 * empty where it is told of none.
 */
function forwardedRule(proxies: readonly JsonObject[]): readonly Rule[] {
	for (const proxy of proxies) {
		const told = setBy(proxy);
		for (const name of Object.keys(told)) {
			if (!stringsIn(told, name).some((it) => toldOf.test(it))) continue;
			// The stub does not tell of a placeholder that Caddy had nothing to fill in for.
			const rule = proxies.every((it) => settles(it, name)) ? toldRule(name) : null;
			if (rule !== null) return [rule];
		}
	}
	return [];
}

/** Whether nothing of that name comes through it from a client. */
function settles(proxy: JsonObject, name: string): boolean {
	const removed = objectAt(objectAt(proxy, 'headers'), 'request');
	const names = [...Object.keys(setBy(proxy)), ...stringsIn(removed, 'delete')];
	return names.some((it) => it.toLowerCase() === name.toLowerCase());
}

function setBy(proxy: JsonObject): JsonObject {
	return objectAt(objectAt(objectAt(proxy, 'headers'), 'request'), 'set');
}

function objectAt(parent: JsonObject, name: string): JsonObject {
	const found = parent[name];
	return isObject(found) ? found : {};
}

const toldOf =
	/^\{(?:http\.request\.)?tls[._]client[._](?:subject|fingerprint|serial|issuer|certificate\w+)\}$/u;
const mostLocations = 24;
