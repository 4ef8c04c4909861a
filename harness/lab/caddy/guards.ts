/** Where a config itself looks at the client's certificate to refuse who has none. Pure. */
import { type JsonObject, objectsIn } from './json.ts';
import { aboutCertificates, mayBeFor } from './matching.ts';

/**
 * What somebody without a certificate gets at a path whose routes are for some certificates: a
 * refusal, or Caddy's own empty answer, since nothing else is there; `null`: nobody is kept out.
 */
export function guardAt(
	routes: readonly JsonObject[],
	path: string,
): 'refusal' | 'empty answer' | null {
	const answers = answersAt(routes, path);
	const first = answers.findIndex(({ isGuarded }) => isGuarded);
	if (first < 0) return null;
	const refusal = answers.findIndex(({ refuses }, at) => refuses && at >= first);
	if (refusal >= 0) return 'refusal';
	return answers.every(({ isGuarded }) => isGuarded) ? 'empty answer' : null;
}

/** Whether a path is answered by what is behind Caddy. */
export function isProxiedAt(routes: readonly JsonObject[], path: string): boolean {
	return answersAt(routes, path).find(({ isAlways }) => isAlways)?.isProxy ?? false;
}

/** All that may lead behind Caddy there. */
export function proxiesAt(routes: readonly JsonObject[], path: string): readonly JsonObject[] {
	return answersAt(routes, path).flatMap(({ isProxy, handler }) => (isProxy ? [handler] : []));
}

interface Answer {
	readonly handler: JsonObject;
	/** Whether it is for certain certificates only, or for those without. */
	readonly isGuarded: boolean;
	/** Whether it depends on the path alone. */
	readonly isAlways: boolean;
	readonly refuses: boolean;
	readonly isProxy: boolean;
}

/** What may answer there, in order. */
function answersAt(
	routes: readonly JsonObject[],
	path: string,
	around: Pick<Answer, 'isGuarded' | 'isAlways'> = { isGuarded: false, isAlways: true },
): readonly Answer[] {
	return routes.flatMap((route) => {
		const matches = objectsIn(route, 'match');
		const fitting = matches.filter((it) => mayBeFor(it, path));
		if (matches.length > 0 && fitting.length === 0) return [];
		const inside = {
			isGuarded: around.isGuarded || fitting.some(aboutCertificates),
			isAlways: around.isAlways && fitting.every((it) => Object.keys(it).every(isOfPlace)),
		};
		return objectsIn(route, 'handle').flatMap((handler): readonly Answer[] => {
			if (Array.isArray(handler['routes'])) {
				return answersAt(objectsIn(handler, 'routes'), path, inside);
			}
			const kind = handler['handler'];
			if (typeof kind !== 'string' || !answering.has(kind)) return [];
			return [{ ...inside, handler, refuses: refuses(handler), isProxy: kind === 'reverse_proxy' }];
		});
	});
}

function refuses({ handler, status_code: status, abort }: JsonObject): boolean {
	if (handler === 'error') return true;
	return handler === 'static_response' && (abort === true || Number(status ?? 200) >= 300);
}

function isOfPlace(matcher: string): boolean {
	return matcher === 'path' || matcher === 'host';
}

const answering: ReadonlySet<string> = new Set([
	'reverse_proxy',
	'file_server',
	'static_response',
	'error',
]);
