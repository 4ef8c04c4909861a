/** Reads a config with all that it includes, in the order in which httpd reads it. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import { ConfigFile } from './config-file.ts';
import { fillIn, holds, isCondition, type Known, moduleNames } from './conditions.ts';
import { type Directive, type Node, parseConfig, type Section, whereIs } from './config-tree.ts';
import { includedFiles, isWithin, locate, type Places } from './locate.ts';
import type { Program } from './program.ts';
import { expandMacro, type Macro, macroOf } from './macros.ts';

/** A config with all that it includes. */
export interface ReadConfig {
	readonly nodes: readonly Node[];
	/** Every reading of every file, the main one first. */
	readonly files: readonly [ConfigFile, ...ConfigFile[]];
	readonly places: Places;
	/** Names of the modules that are loaded at the end, in either form. */
	readonly modules: ReadonlySet<string>;
	/** Whether it is a whole config, which loads what httpd cannot be without: a site leaves that to it. */
	readonly loadsModules: boolean;
	readonly notes: readonly string[];
}

/** Where a config is read from, and what is known beforehand. */
export interface ReadFrom {
	/** Absolute path of the main file. */
	readonly main: string;
	/** As the user named it. */
	readonly shown: string;
	/** The folder for the copies. */
	readonly copies: string;
	readonly program: Program;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** The path of a module on this machine; `null`: it is not there. */
	readonly findModule: (path: string, name: string) => string | null;
	/** Modules that the lab loads in front of the config, in either form. */
	readonly loadedBefore: readonly string[];
}

/** @throws UsageError for what cannot be read, with file and line. */
export function readConfig(from: ReadFrom): ReadConfig {
	return new Reader(from).read();
}

class Reader {
	readonly #from: ReadFrom;
	readonly #files: ConfigFile[] = [];
	readonly #defines = new Map<string, string | null>();
	readonly #modules = new Set<string>();
	readonly #macros = new Map<string, Macro>();
	readonly #notes: string[] = [];
	#root: string;
	#loadsModules = false;
	#depth = 0;

	constructor(from: ReadFrom) {
		this.#from = from;
		this.#root = from.program.root;
		for (const name of [...from.program.builtIn, ...from.loadedBefore]) this.#addModule(name);
	}

	read(): ReadConfig {
		const { main, shown, copies } = this.#from;
		const file = this.#open(main, basename(shown), join(copies, basename(main)), main);
		const nodes = parseConfig(file);
		this.#walk(nodes, true);
		return {
			nodes,
			files: [file, ...this.#files.slice(1)],
			places: this.#places(),
			modules: this.#modules,
			loadsModules: this.#loadsModules,
			notes: this.#notes,
		};
	}

	#walk(nodes: readonly Node[], isActive: boolean): void {
		for (const node of nodes) {
			node.isActive = isActive;
			node.values = node.words.map(({ text }) => fillIn(text, this.#known()));
			if (node.kind === 'section') this.#enter(node);
			else this.#obey(node);
		}
	}

	#enter(section: Section): void {
		if (section.name === 'macro') {
			const macro = macroOf(section);
			if (section.isActive) this.#macros.set(macro.name, macro);
			// The copy has what becomes of it where it is used.
			section.isActive = false;
			this.#walk(section.children, false);
			return;
		}
		if (isCondition(section)) {
			const isRead = section.isActive && holds(section, this.#known());
			this.#walk(section.children, isRead);
			return;
		}
		this.#walk(section.children, section.isActive);
	}

	#obey(directive: Directive): void {
		const [first = '', second] = directive.values;
		switch (directive.name) {
			case 'include':
			case 'includeoptional':
				this.#include(directive, first);
				return;
			case 'use':
				if (directive.isActive) this.#use(directive);
				return;
			default:
		}
		if (!directive.isActive) return;
		switch (directive.name) {
			case 'define':
				this.#defines.set(first, second ?? null);
				return;
			case 'undefine':
				this.#defines.delete(first);
				return;
			case 'serverroot':
				this.#root = first;
				return;
			case 'loadmodule':
				this.#loadsModules ||= hasMpm(moduleNames(first)) || hasMpm(this.#from.program.builtIn);
				if (this.#from.findModule(locate(second ?? '', this.#places()), first) !== null) {
					this.#addModule(first);
				}
				break;
			default:
		}
	}

	#include(directive: Directive, name: string): void {
		const { file, isActive } = directive;
		if (!isActive) return;
		this.#deeper(directive, () => {
			const paths = includedFiles(name, this.#places());
			if (paths.length === 0 && directive.name === 'include' && !/[*?[]/u.test(name)) {
				this.#missing(directive, name);
			}
			const folder = join(this.#from.copies, `include-${this.#files.length}`);
			const nodes = paths.map((path, index) => {
				const copy = join(folder, `${String(index).padStart(4, '0')}-${basename(path)}.conf`);
				const parsed = parseConfig(this.#open(path, this.#nameOf(path), copy, whereIs(directive)));
				this.#walk(parsed, true);
				return parsed;
			});
			directive.included = nodes.flat();
			file.replace(directive, `IncludeOptional ${JSON.stringify(join(folder, '*.conf'))}`);
		});
	}

	/** Certbot's snippet says nothing of clients, and is nowhere but on the server. */
	#missing(directive: Directive, name: string): void {
		if (name.startsWith('/etc/letsencrypt/')) {
			this.#notes.push(`${whereIs(directive)}: ${name} is not on this machine: left out`);
			return;
		}
		throw new UsageError(`${whereIs(directive)}: Include ${name}: no such file`);
	}

	#use(directive: Directive): void {
		const macro = this.#macros.get((directive.values[0] ?? '').toLowerCase());
		if (macro === undefined) return;
		this.#deeper(directive, () => {
			const copy = join(this.#from.copies, `use-${this.#files.length}.conf`);
			const { path, name } = macro.section.file;
			const file = new ConfigFile({ path, name, copy, text: expandMacro(macro, directive) });
			this.#files.push(file);
			const nodes = parseConfig(file);
			this.#walk(nodes, true);
			directive.included = nodes;
			directive.file.replace(directive, `Include ${JSON.stringify(copy)}`);
		});
	}

	#deeper(directive: Directive, read: () => void): void {
		if (this.#depth > 30) throw new UsageError(`${whereIs(directive)}: includes itself`);
		this.#depth += 1;
		read();
		this.#depth -= 1;
	}

	#open(path: string, name: string, copy: string, where: string): ConfigFile {
		let text: string;
		try {
			text = readFileSync(path, 'latin1');
		} catch (error) {
			const { code = '' } = error as NodeJS.ErrnoException;
			throw new UsageError(`${where}: cannot read ${path}: ${code}`, null, { cause: error });
		}
		const file = new ConfigFile({ path, name, text, copy });
		this.#files.push(file);
		return file;
	}

	#nameOf(path: string): string {
		const folder = dirname(this.#from.main);
		return isWithin(path, folder) ? relative(folder, path) : path;
	}

	#addModule(name: string): void {
		for (const each of moduleNames(name)) this.#modules.add(each);
	}

	#places(): Places {
		return { root: this.#root, main: this.#from.main };
	}

	#known(): Known {
		const { env, program } = this.#from;
		return {
			defines: this.#defines,
			env,
			modules: this.#modules,
			version: program.version,
			locate: (name) => locate(name, this.#places()),
		};
	}
}

/** What handles connections is a module that everything else stands on. */
function hasMpm(names: readonly string[]): boolean {
	return names.some((it) => /^(?:event|worker|prefork)\.c$/u.test(it));
}
