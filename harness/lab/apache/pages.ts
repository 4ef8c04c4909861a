/** Pages for the locations whose content is not on this machine. */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isFolder } from '../config/on-this-machine.ts';
import type { LabLocation } from '../lab.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { plainPage } from '../stub/plain-page.ts';
import { folderNamed, type Served } from './covering.ts';
import { type EditedContent, makeReadable } from './edit-content.ts';
import { isWithin } from './locate.ts';
import { isProxied, upstreamAt } from './proxied.ts';
import { ofServer, type Scope } from './scopes.ts';

/** The server that pages are written for. */
export interface PagesOf {
	readonly scope: Scope;
	readonly main: Scope;
	readonly served: Served;
	readonly content: EditedContent;
	/** The folder that is served where the config names none. */
	readonly fallback: string;
	readonly sandbox: Pick<Sandbox, 'folder'>;
}

/**
 * Writes a page for each location that has none, and says where each is: what turns out to be a
 * folder is asked for with a slash at its end, since without it there is a redirect only. What leads
 * to the same as a guarded location is guarded, too.
 */
export function writePages(
	locations: readonly LabLocation[],
	of: PagesOf,
): ReadonlyMap<LabLocation, LabLocation> {
	const placed = new Map<LabLocation, LabLocation>();
	const guarded = new Set<string>();
	// The deepest first: where there is a page below, there is a folder.
	for (const location of locations.toSorted((one, other) => other.path.length - one.path.length)) {
		const path = placeOf(location.path, of);
		placed.set(location, { ...location, path });
		if (location.isGuarded === true) guarded.add(contentOf(path, of));
	}
	for (const [location, it] of placed) {
		if (guarded.has(contentOf(it.path, of))) placed.set(location, { ...it, isGuarded: true });
	}
	return placed;
}

/** What a path leads to, as the config has it. */
function contentOf(path: string, { scope, main, served }: PagesOf): string {
	const upstream = upstreamAt(path, scope, main, served);
	if (upstream !== null) return upstream.replace(/\/+$/u, '');
	return `file:${(namedFile(path, scope, main, served) ?? path).replace(/\/+$/u, '')}`;
}

function placeOf(
	path: string,
	{ scope, main, served, content, fallback, sandbox }: PagesOf,
): string {
	if (isProxied(path, scope, main, served)) return path;
	const named = namedFile(path, scope, main, served);
	const ours = named === null ? join(fallback, path) : content.standIn(named);
	const file = ours ?? named ?? path;
	const asFolder = path.endsWith('/') || isFolder(file);
	if (ours !== null) {
		const page = asFolder ? join(file, indexOf(scope, main)) : file;
		if (isWithin(page, sandbox.folder) && !existsSync(page)) writePage(page, sandbox);
	}
	return asFolder && !path.endsWith('/') ? `${path}/` : path;
}

/** The file that the config has for a path: below the longest alias, or what is served at `/`. */
function namedFile(
	path: string,
	scope: Scope,
	main: Scope,
	{ root, places }: Served,
): string | null {
	const aliases = [scope, main]
		.flatMap((it) => ofServer(it, 'alias', 'scriptalias'))
		.map(({ values: [prefix = '', target = ''] }) => ({ prefix, target }))
		.filter(({ prefix }) => path.startsWith(prefix) || `${path}/` === prefix)
		.toSorted((one, other) => other.prefix.length - one.prefix.length);
	const [alias] = aliases;
	if (alias !== undefined) {
		return join(folderNamed(alias.target, places), path.slice(alias.prefix.length));
	}
	return root === null ? null : join(root, path);
}

/** The first of `DirectoryIndex`, which is what a folder shows. */
function indexOf(scope: Scope, main: Scope): string {
	const names = [...ofServer(scope, 'directoryindex'), ...ofServer(main, 'directoryindex')];
	const [name = 'index.html'] = names[0]?.values ?? [];
	return /^[\w.-]+$/u.test(name) && name !== 'disabled' ? name : 'index.html';
}

/** Its words belong to the file, so that no page is like another. */
function writePage(file: string, sandbox: Pick<Sandbox, 'folder'>): void {
	makeReadable(dirname(file), sandbox);
	writeFileSync(file, plainPage(file), { mode: 0o644 });
}
