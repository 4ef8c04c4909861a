/** Folders of pages that are not on this machine: the lab's, with a small page for every location. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { isFolder } from '../config/on-this-machine.ts';
import { plainPage } from '../stub/plain-page.ts';
import type { Bench } from './bench.ts';
import { argument } from './directive.ts';
import type { ConfNode } from './load-conf.ts';
import { everyLocation, isInternal, locationFor, locationsIn, pathTo } from './location.ts';
import { quoted } from './snippet.ts';
import { effective, named, own, serverBlocks } from './tree.ts';

/** Replaces `root` and `alias` where the folder is missing, and fills the lab's folders. */
export function placeRoots(bench: Bench): void {
	const { top, draft, ground } = bench;
	/** By the directive: the folder of the lab, or the file in place of an `alias`. */
	const replaced = new Map<ConfNode, string>();
	const folders = new Map<string, string>();
	for (const node of named(top, 'root', 'alias')) {
		const { directive } = node;
		const name = argument(directive, 0);
		const there = present(bench, name);
		if (there !== null) {
			if (there !== name) draft.setArgument(directive, 0, quoted(there));
			continue;
		}
		const isFile = directive.name === 'alias' && !argumentOfBlock(node).endsWith('/');
		const key = `${isFile ? 'file ' : ''}${name}`;
		const path = folders.get(key) ?? ground.sandbox.makeFolder(`www/${folders.size}`);
		folders.set(key, path);
		const text = isFile ? join(path, 'page.html') : name.endsWith('/') ? `${path}/` : path;
		if (isFile) writeFileSync(text, plainPage(name), { mode: 0o600 });
		replaced.set(node, text);
		bench.standsFor.set(path, name);
		draft.setArgument(directive, 0, quoted(text));
		bench.note(
			directive,
			'that folder is not here: the lab has small pages of its own in its place',
		);
	}
	const usual = ground.sandbox.makeFolder('html');
	for (const server of serverBlocks(top, 'http')) fill(server, replaced, usual);
}

/** What a root means on this machine; `null` where it is not there. */
function present({ conf, program }: Bench, name: string): string | null {
	const [fixed = ''] = name.split('$');
	const known = fixed === name ? name : dirname(`${fixed}x`);
	if (isAbsolute(known)) return existsSync(known) ? name : null;
	if (fixed === '') return null;
	const folders = conf.places.folders.flatMap((it) => [it, dirname(it)]);
	const found = [...folders, program.prefix].find((it) => existsSync(join(it, known)));
	return found === undefined ? null : join(found, name);
}

/** Writes what each location of a block is to find. */
function fill(server: ConfNode, replaced: ReadonlyMap<ConfNode, string>, usual: string): void {
	const all = locationsIn(server);
	const blocks = everyLocation(all)
		.filter((it) => !isInternal(it))
		.map((it) => ({ block: it.node, path: pathTo(all, it) }));
	if (locationFor(all, '/') === null) blocks.push({ block: server, path: '/' });
	// The deepest first: what is to be a folder must not become a file.
	for (const { block, path } of blocks.toSorted(
		(a, b) => (b.path ?? '').length - (a.path ?? '').length,
	)) {
		if (path === null) continue;
		const [alias] = own(block, 'alias');
		const [root] = alias === undefined ? effective(block, 'root') : [alias];
		const folder = root === undefined ? usual : replaced.get(root);
		if (folder === undefined || folder.endsWith('page.html')) continue;
		const below = alias === undefined ? path : path.slice(argumentOfBlock(alias).length);
		const index = effective(block, 'index').flatMap(({ directive }) => directive.args);
		const indexes = index.map(({ value }) => value).filter((it) => !it.includes('$'));
		write(
			folder,
			below,
			indexes.length === 0 ? ['index.html'] : indexes,
			root === undefined ? '' : argument(root.directive, 0),
		);
		for (const { directive } of effective(block, 'try_files')) {
			for (const { value } of directive.args) {
				if (/^\/[\w./-]+\.html?$/u.test(value)) write(folder, value, [], value);
			}
		}
	}
}

function write(folder: string, path: string, indexes: readonly string[], name: string): void {
	const target = join(folder, path);
	if (path.split('/').includes('..')) return;
	const asFolder = path === '' || path.endsWith('/') || isFolder(target);
	const files = asFolder ? indexes.map((it) => join(target, it)) : [target];
	for (const file of files) {
		if (existsSync(file)) continue;
		try {
			mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
			writeFileSync(file, plainPage(`${name} ${path}`), { mode: 0o600 });
		} catch {
			// A location below one that is a file: nginx finds nothing there either.
		}
	}
}

/** The prefix of the location that something stands in. */
function argumentOfBlock({ parent }: ConfNode): string {
	return parent === null ? '' : argument(parent.directive, parent.directive.args.length - 1);
}
