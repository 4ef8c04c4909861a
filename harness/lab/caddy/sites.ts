/** What the routes of a server do for a name. */
import { type Identity, defaultIdentity } from '../../../fixtures/pki/identity.ts';
import { parseDistinguishedName } from '../../../fixtures/pki/distinguished-name.ts';
import type { Rule } from '../../rule.ts';
import type { LabLocation } from '../lab.ts';
import { isObject, type JsonObject, objectsIn, objectsOf, stringsIn } from './json.ts';
import { whereOf, type Work } from './work.ts';

/** The names of the routes of a server, in the order of the config. */
export function hostsOf(server: JsonObject): readonly string[] {
	const hosts = objectsIn(server, 'routes').flatMap((route) =>
		objectsIn(route, 'match').flatMap((match) => stringsIn(match, 'host')),
	);
	return [...new Set(hosts)].filter((it) => !it.includes('{'));
}

/** The routes that a request for the name may take. */
export function routesFor(server: JsonObject, host: string): readonly JsonObject[] {
	return objectsIn(server, 'routes').filter((route) => {
		const matches = objectsIn(route, 'match');
		if (matches.length === 0) return true;
		return matches.some((match) => {
			const hosts = stringsIn(match, 'host');
			return hosts.length === 0 || hosts.some((it) => isFor(it, host));
		});
	});
}

/** Whether a name of the config, which may have `*` for a label, is for that one. */
export function isFor(written: string, host: string): boolean {
	const [labels, asked] = [written.toLowerCase().split('.'), host.toLowerCase().split('.')];
	return labels.length === asked.length && labels.every((it, at) => it === '*' || it === asked[at]);
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
	const acceptIf = forwardedRule(routes);
	const locations: LabLocation[] = [
		{ path: '/', written: host, where: whereOf(work, host), acceptIf },
	];
	for (const match of objectsOf(routes)) {
		for (const pattern of stringsIn(match, 'path')) {
			const path = samplePath(pattern);
			if (path === null || locations.some((it) => it.path === path)) continue;
			locations.push({ path, written: pattern, where: whereOf(work, pattern), acceptIf });
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
export function looksAtCertificate(routes: readonly JsonObject[]): boolean {
	return [...objectsOf(routes)].some(
		(it) =>
			Array.isArray(it['match']) && /tls\.client|tls_client/u.test(JSON.stringify(it['match'])),
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

function mayBeFor(match: JsonObject, path: string): boolean {
	const patterns = stringsIn(match, 'path');
	return (
		patterns.length === 0 ||
		patterns.some((it) => {
			const bare = it.replaceAll('*', '');
			if (it.endsWith('*')) return path.startsWith(bare);
			return it.startsWith('*') ? path.endsWith(bare) : path === it;
		})
	);
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

/** How the stub's answer shows that it was told of a certificate; empty where it is told of none. */
function forwardedRule(routes: readonly JsonObject[]): readonly Rule[] {
	for (const part of objectsOf(routes)) {
		if (part['handler'] !== 'reverse_proxy' || !isObject(part['headers'])) continue;
		const request = isObject(part['headers']['request']) ? part['headers']['request'] : {};
		for (const change of [request['set'], request['add']].filter(isObject)) {
			for (const name of Object.keys(change)) {
				if (!stringsIn(change, name).some((it) => toldOf.test(it))) continue;
				// A value that Caddy does not know is passed on as it is written.
				const pattern = new RegExp(`"${escaped(name.toLowerCase())}":"[^"{]`, 'u');
				return [{ kind: 'body', pattern, text: `body:/${pattern.source}/u` }];
			}
		}
	}
	return [];
}

function escaped(text: string): string {
	return text.replaceAll(/[$()*+.?[\\\]^{|}]/gu, String.raw`\$&`);
}

const toldOf =
	/^\{(?:http\.request\.)?tls[._]client[._](?:subject|fingerprint|serial|issuer|certificate\w+)\}$/u;
const mostLocations = 24;
