/** Whether what answers on a path is behind the server. Pure. */
import type { Node } from './config-tree.ts';
import { cover, type Served } from './covering.ts';
import { patternMatches } from './path-of-pattern.ts';
import type { Scope } from './scopes.ts';

/** Whether a path is passed on. */
export function isProxied(path: string, scope: Scope, main: Scope, served: Served): boolean {
	return upstreamAt(path, scope, main, served) !== null;
}

/**
 * The URL that a path leads to, by the longest prefix that is passed on; `null` where none is, or it
 * is kept from it with `!`.
 */
export function upstreamAt(path: string, scope: Scope, main: Scope, served: Served): string | null {
	let longest = -1;
	let upstream: string | null = null;
	const all = scope === main ? main.placed : [...scope.placed, ...main.placed];
	for (const { node, within } of all) {
		const isInside = within.length > 0;
		const prefix = prefixOf(node, path, isInside ? (within.at(-1)?.values[0] ?? '/') : null);
		if (prefix === null || !cover(within, path, served)) continue;
		if (!isInside && !path.startsWith(prefix)) continue;
		if (prefix.length <= longest) continue;
		longest = prefix.length;
		const [first = '', second = ''] = node.values;
		const target = isInside || node.name === 'sethandler' ? first : second;
		upstream = target === '!' ? null : `${target}${path.slice(prefix.length)}`;
	}
	return upstream;
}

/** `within`: the path of the section around it. */
function prefixOf({ name, values }: Node, path: string, within: string | null): string | null {
	const [first = '', , flags = ''] = values;
	switch (name) {
		case 'proxypass':
			return within ?? first;
		case 'proxypassmatch':
			return patternMatches(first, path) ? (within ?? '/') : null;
		case 'rewriterule':
			if (!/[[,]\s*P\s*[,\]]/u.test(flags)) return null;
			return patternMatches(first, within === null ? path : path.slice(1)) ? (within ?? '/') : null;
		case 'sethandler':
			return /^proxy:/iu.test(first) ? (within ?? '/') : null;
		default:
			return null;
	}
}
