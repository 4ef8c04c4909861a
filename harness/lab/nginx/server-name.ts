/** Names of server blocks: which one there is to ask for, and where nginx takes it (`ngx_http_find_virtual_server`). */
import { hostname } from 'node:os';
import type { ConfNode } from './load-conf.ts';
import { pcre, samples } from '../config/pattern.ts';
import { own } from './tree.ts';

/** As they are written; a block without any has none. */
export function serverNames(server: ConfNode): readonly string[] {
	return own(server, 'server_name').flatMap(({ directive }) =>
		directive.args.map(({ value }) => (value === '$hostname' ? hostname() : value).toLowerCase()),
	);
}

/** A name that the written one stands for; `null` where there is none that could be asked for. */
export function concreteName(written: string): string | null {
	if (written.startsWith('~')) {
		const expression = pcre(written.slice(1), true);
		if (expression === null) return null;
		const found = samples(expression).flatMap((it) => [it, `${it}test`, `www${it}`]);
		return found.find((it) => isHost(it) && expression.test(it)) ?? null;
	}
	const name = written.replace(/^\*\./u, 'any.').replace(/\.\*$/u, '.test').replace(/^\./u, '');
	return isHost(name) ? name : null;
}

/** The block that answers to a name, of those of one address; the first is the default one. */
export function takes(blocks: readonly ConfNode[], name: string): ConfNode | null {
	const written = blocks.flatMap((block) => serverNames(block).map((it) => ({ block, it })));
	const exact = written.find(({ it }) => it === name || it === `.${name}`);
	if (exact !== undefined) return exact.block;
	const longest = (fits: (it: string) => boolean): ConfNode | null =>
		written.filter(({ it }) => fits(it)).toSorted((a, b) => b.it.length - a.it.length)[0]?.block ??
		null;
	return (
		longest((it) => /^\*?\./u.test(it) && name.endsWith(it.replace(/^\*/u, ''))) ??
		longest((it) => it.endsWith('.*') && name.startsWith(it.slice(0, -1))) ??
		written.find(({ it }) => it.startsWith('~') && pcre(it.slice(1), true)?.test(name))?.block ??
		blocks[0] ??
		null
	);
}

function isHost(name: string): boolean {
	return /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u.test(
		name,
	);
}
