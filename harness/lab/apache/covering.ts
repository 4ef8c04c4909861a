/** Which paths a `<Location>`, `<Directory>` and their like are about. */
import { literally } from '../config/pattern.ts';
import type { Section } from './config-tree.ts';
import { isWithin, locate, type Places } from './locate.ts';
import { patternMatches } from './path-of-pattern.ts';
import { ofServer, type Scope } from './scopes.ts';

/** The folder that is served at `/`. */
export interface Served {
	readonly root: string | null;
	readonly places: Places;
}

/** The folder that a scope serves, its own or that of the main server. */
export function servedBy(scope: Scope, main: Scope, places: Places): Served {
	const root =
		ofServer(scope, 'documentroot').at(-1) ?? ofServer(main, 'documentroot').at(-1) ?? null;
	return { root: root === null ? null : folderNamed(root.values[0] ?? '', places), places };
}

/** Absolute path of a folder that a config names, without a slash at its end. */
export function folderNamed(name: string, places: Places): string {
	return locate(name, places).replace(/(?<=.)\/+$/u, '');
}

/** Whether all of the sections are about that path. */
export function cover(within: readonly Section[], path: string, served: Served): boolean {
	return within.every((section) => covers(section, path, served));
}

function covers(section: Section, path: string, { root, places }: Served): boolean {
	const { name, values } = section;
	const [first = '', second = ''] = values;
	switch (name) {
		case 'location':
			return first === '~' ? patternMatches(second, path) : isBelow(path, first);
		case 'locationmatch':
			return patternMatches(first, path);
		case 'directory': {
			if (root === null || first === '~' || /[*?[]/u.test(first)) return false;
			const folder = folderNamed(first, places);
			return (
				isWithin(root, folder) ||
				(isWithin(folder, root) && isBelow(path, folder.slice(root.length)))
			);
		}
		case 'files':
			return path.endsWith(`/${first}`);
		case 'filesmatch':
			return patternMatches(first, path.slice(path.lastIndexOf('/') + 1));
		case 'if':
		case 'elseif':
			return patternMatches(uriPattern(section) ?? '(?!)', path);
		case 'limit':
			return values.some((method) => method.toUpperCase() === 'GET');
		case 'requireall':
		case 'requireany':
			return true;
		default:
			// `<Proxy>`, `<LimitExcept>`, `<RequireNone>` and `<Else>` are about something else.
			return false;
	}
}

/** What `<If>` asks of the path alone, as a pattern; `null` where it asks something else. */
export function uriPattern({ written }: Pick<Section, 'written'>): string | null {
	const plain = written
		.trim()
		.replace(/^(["'])(.*)\1$/su, '$2')
		.trim();
	const matched = /^%\{REQUEST_URI\}\s*=~\s*m?([^\w\s])(.*)\1(i?)$/su.exec(plain);
	if (matched !== null) return `${matched[3] === 'i' ? '(?i)' : ''}${matched[2] ?? ''}`;
	const equal = /^%\{REQUEST_URI\}\s*==?\s*(["'])(.*)\1$/su.exec(plain)?.[2];
	return equal === undefined ? null : `^${literally(equal)}$`;
}

/** `<Location /a>` is about `/a` and `/a/b`, not about `/ab`. */
function isBelow(path: string, prefix: string): boolean {
	if (!path.startsWith(prefix)) return false;
	return prefix.endsWith('/') || path.length === prefix.length || path[prefix.length] === '/';
}
