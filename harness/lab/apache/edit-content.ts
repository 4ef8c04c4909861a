/** Folders and files that a config serves or reads, and that are not on this machine. */
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { type Directive, type Section, whereIs } from './config-tree.ts';
import { folderNamed } from './covering.ts';
import { fakesUsers, userLine } from './fake-basic-auth.ts';
import { isWithin, locate, type Places } from './locate.ts';
import { allScopes, type Scopes } from './scopes.ts';

/** What stands in for folders of the config. */
export interface EditedContent {
	readonly notes: readonly string[];
	/** Where what is served from that path of the config lies; `null`: on this machine, as it is. */
	standIn(path: string): string | null;
}

/** Puts folders and files of the lab where the config names some that are not there. */
export function editContent(scopes: Scopes, places: Places, sandbox: Sandbox): EditedContent {
	const notes: string[] = [];
	const users = fakesUsers(scopes) ? userLine() : '';
	const moved = new Map<string, string>();
	const all = allScopes(scopes);
	for (const { node } of all.flatMap(({ directives }) => directives)) {
		const index = servedBy[node.name];
		const word = index === undefined ? undefined : node.words[index];
		if (word === undefined || index === undefined) continue;
		const named = node.values[index] ?? word.text;
		const path = folderNamed(named, places);
		if (!existsSync(path)) {
			const isKnown = moved.has(path);
			moved.set(path, join(sandbox.folder, 'content', path));
			node.file.replace(word, JSON.stringify(moved.get(path) ?? path));
			if (!isKnown) {
				notes.push(
					`${whereIs(node)}: ${named} is not on this machine: pages of the lab in its place`,
				);
			}
		} else if (!isAbsolute(named)) node.file.replace(word, JSON.stringify(path));
	}
	for (const { node } of all.flatMap(({ sections }) => sections)) {
		if (node.name === 'directory') editDirectory(node, moved, places, sandbox);
	}
	for (const [path, folder] of moved) {
		// What has an ending is a file.
		makeReadable(/[^/]\.[a-z]\w{1,4}$/iu.test(path) ? dirname(folder) : folder, sandbox);
	}
	for (const { node } of all.flatMap(({ directives }) => directives)) {
		notes.push(...editFile(node, places, sandbox, users));
	}
	return {
		notes,
		standIn(path) {
			const above = [...moved.keys()].some((it) => isWithin(path, it));
			return above ? join(sandbox.folder, 'content', path) : null;
		},
	};
}

/** Which word of a directive is the folder or file that is served. */
const servedBy: Readonly<Record<string, number>> = { documentroot: 0, alias: 1, scriptalias: 1 };

/** What holds for a folder holds for what stands in for it, and for what stands in below it. */
function editDirectory(
	section: Section,
	moved: ReadonlyMap<string, string>,
	places: Places,
	sandbox: Sandbox,
): void {
	const [word] = section.words;
	const [named] = section.values;
	if (word === undefined || named === undefined || /^~$|[*?[]/u.test(named)) return;
	const path = folderNamed(named, places);
	const instead = JSON.stringify(join(sandbox.folder, 'content', path));
	const isMoved = [...moved.keys()].some((it) => isWithin(it, path) || isWithin(path, it));
	if (!existsSync(path)) {
		if (isMoved) section.file.replace(word, instead);
	} else if (path !== '/' && [...moved.keys()].some((it) => isWithin(it, path))) {
		const span = { start: section.start, end: section.closing.end };
		section.file.repeat(span, { start: word.start, end: word.end, text: instead });
	}
}

/** Files that modules only read: an empty one where there is none, or one with the user of the lab. */
function editFile(
	node: Directive,
	places: Places,
	sandbox: Sandbox,
	users: string,
): readonly string[] {
	const index = readBy[node.name];
	const word = index === undefined ? undefined : node.words[index];
	if (word === undefined || index === undefined) return [];
	const named = node.values[index] ?? word.text;
	const [, kind = '', name = ''] =
		/^((?:txt|rnd|dbm(?:=\w+)?|prg|dbd|fastdbd|int):)?(.*)$/su.exec(named) ?? [];
	if (/^(?:int|dbd|fastdbd):$/u.test(kind)) return [];
	const path = locate(name, places);
	if (existsSync(path)) return [];
	const empty = `files/${node.name}-${node.line}`;
	const contents = node.name === 'authuserfile' ? users : '';
	sandbox.write(empty, contents);
	makeReadable(join(sandbox.folder, 'files'), sandbox);
	chmodSync(join(sandbox.folder, empty), 0o644);
	const written = kind === '' ? kind : 'txt:';
	node.file.replace(word, JSON.stringify(`${written}${join(sandbox.folder, empty)}`));
	const what = contents === '' ? 'an empty file' : 'a file with the client of the lab';
	return [`${whereIs(node)}: ${name} is not on this machine: ${what} in its place`];
}

const readBy: Readonly<Record<string, number>> = {
	authuserfile: 0,
	authgroupfile: 0,
	authdigestfile: 0,
	authdbmuserfile: 0,
	authdbmgroupfile: 0,
	typesconfig: 0,
	mimemagicfile: 0,
	rewritemap: 1,
};

/** Makes a folder that whoever the server works as can look into. */
export function makeReadable(folder: string, sandbox: Pick<Sandbox, 'folder'>): void {
	mkdirSync(folder, { recursive: true, mode: 0o755 });
	for (let it = folder; it !== sandbox.folder && isWithin(it, sandbox.folder); it = dirname(it)) {
		chmodSync(it, 0o755);
	}
}
