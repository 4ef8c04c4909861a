/** Every part of the URL space that a config routes on its own, with a path that leads there. */
import type { Rule } from '../../rule.ts';
import type { LabLocation } from '../lab.ts';
import { type Node, type Section, whereIs } from './config-tree.ts';
import { folderNamed, type Served, uriPattern } from './covering.ts';
import { isWithin } from './locate.ts';
import { isByAddress } from './client-demands.ts';
import { isGuarded, rewriteGuards, rewritePattern } from './guards.ts';
import { pathOfPattern } from './path-of-pattern.ts';
import { ofServer, type Scope } from './scopes.ts';

/** What is to be asked of a server. */
export interface FoundLocations {
	readonly locations: readonly LabLocation[];
	/** What no path was found for. */
	readonly notes: readonly string[];
}

/** The server whose locations are looked for. */
export interface LocationsOf {
	readonly scope: Scope;
	readonly main: Scope;
	readonly served: Served;
	/** How an answer below that path shows that the client was taken for good. */
	readonly acceptIf: (path: string) => readonly Rule[];
}

/** Those of the server itself first, then what the main server adds to all. */
export function locationsOf({ scope, main, served, acceptIf }: LocationsOf): FoundLocations {
	const notes: string[] = [];
	const found = new Map<string, LabLocation>();
	const add = (path: string, node: Node, written: string): void => {
		if (found.has(path)) return;
		found.set(path, {
			path,
			written,
			where: whereIs(node),
			acceptIf: acceptIf(path),
			isGuarded: isGuarded(path, scope, main, served),
		});
	};
	const whyUnasked = (path: string, it: Scope): string | null => {
		if (path !== '/' && isByAddress(path, scope, main, served)) {
			return 'who gets it depends on the address of the client, which is this machine';
		}
		const isShared =
			it !== scope &&
			[main.directives].some((all) =>
				all.some(({ node }) => /alias/u.test(node.name) && node.values[0] === path),
			);
		return isShared ? 'it is the same for all hosts' : null;
	};
	const top: Node | undefined =
		scope.section ?? ofServer(main, 'sslengine').at(-1) ?? main.directives[0]?.node;
	if (top !== undefined) add('/', top, scope.section === null ? 'the main server' : writtenAs(top));
	for (const it of scope === main ? [main] : [scope, main]) {
		const guards = new Set<Node>(rewriteGuards(it.placed).map(({ node }) => node));
		for (const { node, within } of it.placed) {
			if (within.some(({ name }) => name.startsWith('proxy'))) continue;
			const path =
				node.kind === 'directive' && guards.has(node)
					? pathOfPattern(rewritePattern(node, within))
					: pathOf(node, { within, ...served });
			if (path === undefined) continue;
			const because = path === null ? 'no path was found for it' : whyUnasked(path, it);
			if (path !== null && because === null) add(path, node, writtenAs(node));
			else notes.push(`${whereIs(node)}: ${writtenAs(node)} is not asked: ${because}`);
		}
	}
	return { locations: [...found.values()], notes };
}

interface Around extends Served {
	readonly within: readonly Section[];
}

/** `undefined`: the node routes nothing; `null`: it does, and no path is found for it. */
function pathOf(node: Node, around: Around): string | null | undefined {
	const [first = '', second] = node.values;
	const folder = around.within.findLast(({ name }) => name === 'location')?.values[0];
	switch (node.name) {
		case 'location':
			if (first === '~') return pathOfPattern(second ?? '');
			return isPath(first) ? plainPath(first) : null;
		case 'locationmatch':
			return pathOfPattern(first);
		case 'if':
		case 'elseif':
			return pathOfIf(node);
		case 'proxypass':
			// Within a location it is the location that routes.
			return folder !== undefined || !isPath(first) ? undefined : plainPath(first);
		case 'proxypassmatch':
		case 'aliasmatch':
		case 'scriptaliasmatch':
			return folder === undefined ? pathOfPattern(first) : undefined;
		case 'alias':
		case 'scriptalias':
		case 'wsgiscriptalias':
			return folder !== undefined || !isPath(first) ? undefined : plainPath(first);
		case 'files':
			return first === '~' || /[*?[]/u.test(first) ? undefined : `${folderPath(around)}${first}`;
		case 'directory':
			return pathOfFolder(first, around);
		default:
			return undefined;
	}
}

/** What is asked of the path alone leads there; what is asked of anything else routes nothing. */
function pathOfIf(node: Node): string | null | undefined {
	const pattern = uriPattern(node);
	return pattern === null ? undefined : pathOfPattern(pattern);
}

/** A folder below the one that is served has a path of its own. */
function pathOfFolder(named: string, { root, places }: Around): string | undefined {
	if (root === null || named === '~' || /[*?[]/u.test(named)) return undefined;
	const path = folderNamed(named, places);
	if (path === root || !isWithin(path, root)) return undefined;
	return `${path.slice(root.length)}/`;
}

function folderPath(around: Around): string {
	const folder = around.within.findLast(({ name }) => name === 'directory')?.values[0];
	return (folder === undefined ? undefined : pathOfFolder(folder, around)) ?? '/';
}

function isPath(text: string): boolean {
	return text.startsWith('/');
}

/** Wildcards of `<Location>` match something, not nothing: one letter will do. */
function plainPath(path: string): string {
	return path.replaceAll(/\[[^\]]*\]|[*?]/gu, 'x');
}

/** `<Location /admin>`, `ProxyPass /api http://backend`. */
function writtenAs(node: Node): string {
	const { text } = node.file;
	const words = text
		.slice(node.start, node.end)
		.replaceAll(/\\?\r?\n/gu, ' ')
		.replaceAll(/\s+/gu, ' ');
	return words.length > 120 ? `${words.slice(0, 119)}…` : words;
}
