/** Reads a config with everything that it includes. */
import { readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import { argument, type ConfFile, type Directive, whereOf } from './directive.ts';
import { candidates, findFile, type Places } from './find-file.ts';
import { glob, isPattern } from '../config/glob.ts';
import { mimeTypes } from './mime-types.ts';
import { parseConf } from './parse-conf.ts';
import { snippetKind, wrapping } from './snippet.ts';

/** A directive in its place; what is included stands where the include does. */
export interface ConfNode {
	readonly directive: Directive;
	readonly parent: ConfNode | null;
	readonly children: readonly ConfNode[];
}

/** A whole config. */
export interface Conf {
	readonly main: ConfFile;
	/** Every file once for each place in which it is included; the main one first. */
	readonly files: readonly ConfFile[];
	readonly top: readonly ConfNode[];
	/** What each include is to name: a path below the sandbox, or nothing. */
	readonly includes: ReadonlyMap<Directive, string | null>;
	readonly notes: readonly string[];
	readonly places: Places;
}

/**
 * Reads the config that the user named.
 * @throws UsageError with file and line for what cannot be read or found.
 */
export function loadConf(named: string, cwd: string, system: string): Conf {
	const path = resolve(cwd, named);
	const loader = new Loader(path, named, system);
	return loader.load();
}

class Loader {
	readonly #path: string;
	readonly #named: string;
	readonly #files: ConfFile[] = [];
	readonly #includes = new Map<Directive, string | null>();
	readonly #notes: string[] = [];
	#places: Places;

	constructor(path: string, named: string, system: string) {
		this.#path = path;
		this.#named = named;
		this.#places = { folders: [dirname(path)], system };
	}

	load(): Conf {
		const user = this.#read(this.#path, 'conf/nginx.conf');
		const kind = snippetKind(user);
		let main = user;
		if (kind !== null) {
			const folder = dirname(this.#path);
			this.#places = { ...this.#places, folders: [folder, dirname(folder)] };
			main = parseConf({
				path: this.#path,
				shown: this.#named,
				text: wrapping(kind, this.#path),
				encoding: 'utf8',
				copy: 'conf/nginx.conf',
			});
			this.#notes.push(
				`${this.#named}: has no http block of its own, so it was put into an empty one`,
			);
		}
		this.#files.push(main);
		const top = this.#nodes(main, null, [kind === null ? this.#path : '']);
		return {
			main,
			files: this.#files,
			top,
			includes: this.#includes,
			notes: this.#notes,
			places: this.#places,
		};
	}

	#nodes(file: ConfFile, parent: ConfNode | null, chain: readonly string[]): ConfNode[] {
		return file.directives.flatMap((it) => this.#node(it, parent, chain));
	}

	#node(directive: Directive, parent: ConfNode | null, chain: readonly string[]): ConfNode[] {
		if (directive.name === 'include' && directive.block === null && directive.args.length === 1) {
			return this.#include(directive, parent, chain);
		}
		const children: ConfNode[] = [];
		const node: ConfNode = { directive, parent, children };
		for (const it of directive.block ?? []) children.push(...this.#node(it, node, chain));
		return [node];
	}

	#include(directive: Directive, parent: ConfNode | null, chain: readonly string[]): ConfNode[] {
		const folder = `conf/${this.#includes.size + 1}`;
		// Claims its number before files that are included in turn.
		this.#includes.set(directive, null);
		const name = argument(directive, 0);
		const paths = isPattern(name) ? this.#matching(directive, name) : this.#single(directive, name);
		if (paths === null) return [];
		if (isPattern(name)) this.#includes.set(directive, `${folder}/*`);
		return paths.flatMap((path, index) => {
			if (chain.includes(path)) {
				throw new UsageError(`${whereOf(directive)}: includes itself: ${name}`);
			}
			const number = isPattern(name) ? `${String(index).padStart(4, '0')}-` : '';
			const copy = `${folder}/${number}${basename(path)}`;
			if (!isPattern(name)) this.#includes.set(directive, copy);
			const file =
				path === ownMimeTypes
					? parseConf({ path, shown: 'mime.types', text: mimeTypes, encoding: 'utf8', copy })
					: this.#read(path, copy, directive);
			this.#files.push(file);
			return this.#nodes(file, parent, [...chain, path]);
		});
	}

	/** nginx takes no match for nothing to include. */
	#matching(directive: Directive, pattern: string): readonly string[] {
		const places = candidates(pattern, this.#places);
		for (const it of places) {
			// What this machine serves is no part of a config that lies elsewhere.
			const isForeign =
				it === pattern && places.length > 1 && !pattern.includes('/modules-enabled/');
			const found = glob(it);
			if (found.length === 0) continue;
			if (!isForeign) return found;
			this.#notes.push(
				`${whereOf(directive)}: include ${pattern} was left out: those are files of this machine`,
			);
		}
		return [];
	}

	#single(directive: Directive, name: string): readonly string[] | null {
		const found = findFile(name, this.#places);
		if (found !== null) return [found];
		if (basename(name) === 'mime.types') return [ownMimeTypes];
		if (name.startsWith('/etc/letsencrypt/')) {
			this.#notes.push(
				`${whereOf(directive)}: include ${name} was left out: there is no such file`,
			);
			return null;
		}
		throw new UsageError(
			`${whereOf(directive)}: include: no such file: ${name}`,
			`it was looked for as ${candidates(name, this.#places).join(', ')}`,
		);
	}

	#read(path: string, copy: string, by?: Directive): ConfFile {
		const shown = this.#shown(path);
		let octets: Buffer;
		try {
			octets = readFileSync(path);
		} catch (error) {
			const { code = '' } = error as NodeJS.ErrnoException;
			const why = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'is a folder' : code;
			const what = by === undefined ? `${why}: ${shown}` : `include: ${why}: ${path}`;
			throw new UsageError(by === undefined ? what : `${whereOf(by)}: ${what}`, null, {
				cause: error,
			});
		}
		const text = octets.toString('utf8');
		const isUtf8 = Buffer.from(text).equals(octets);
		return parseConf({
			path,
			shown,
			copy,
			...(isUtf8
				? { text, encoding: 'utf8' }
				: { text: octets.toString('latin1'), encoding: 'latin1' }),
		});
	}

	#shown(path: string): string {
		if (path === this.#path) return this.#named;
		for (const [index, folder] of this.#places.folders.entries()) {
			const below = relative(folder, path);
			if (below.startsWith('..') || isAbsolute(below)) continue;
			const up = index === 0 ? '.' : '..';
			return join(dirname(this.#named), up, below);
		}
		return path;
	}
}

/** No file of the user's. */
const ownMimeTypes = 'mime.types of the lab';
