/** What the matchers of a route let through. Pure. */
import { type JsonObject, objectsIn, stringsIn } from './json.ts';

/** Whether a name of the config, which may have `*` for a label, is for that one. */
export function isFor(written: string, host: string): boolean {
	const [labels, asked] = [written.toLowerCase().split('.'), host.toLowerCase().split('.')];
	return labels.length === asked.length && labels.every((it, at) => it === '*' || it === asked[at]);
}

/** Whether a set of matchers lets that path through, as far as it is about paths. */
export function mayBeFor(match: JsonObject, path: string): boolean {
	const patterns = stringsIn(match, 'path');
	const isLeftOut = objectsIn(match, 'not').some(
		(it) => Object.keys(it).every((name) => name === 'path') && mayBeFor(it, path),
	);
	return !isLeftOut && (patterns.length === 0 || patterns.some((it) => fits(it, path)));
}

/** Paths have no case in Caddy. */
function fits(pattern: string, asked: string): boolean {
	const [bare, path] = [pattern.replaceAll('*', '').toLowerCase(), asked.toLowerCase()];
	if (pattern.startsWith('*') && pattern.endsWith('*')) return path.includes(bare);
	if (pattern.endsWith('*')) return path.startsWith(bare);
	return pattern.startsWith('*') ? path.endsWith(bare) : path === bare;
}

/** Whether a set of matchers looks at the client's certificate. */
export function aboutCertificates(match: JsonObject): boolean {
	return /tls\.client|tls_client/u.test(JSON.stringify(match));
}
