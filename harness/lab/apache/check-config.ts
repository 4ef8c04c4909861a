/** Has httpd read the copy, and leaves out what only a module says that this machine has not. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import type { ConfigFile } from './config-file.ts';
import type { Directive, Node, Section } from './config-tree.ts';
import { configError, type Copy, type ServerError, shownError } from './own-words.ts';
import type { Program } from './program.ts';

/** What httpd is to read, and how the copies of it are written. */
export interface Checking {
	readonly program: Program;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly nodes: readonly Node[];
	/** Whether modules of the config are not on this machine. */
	readonly lacksModules: boolean;
	readonly isSite: boolean;
	readonly signal: AbortSignal;
	/** Writes the copies and the config that includes them, with these modules in front. */
	readonly write: (modules: readonly string[]) => {
		readonly main: string;
		readonly copies: readonly Copy[];
	};
}

/** Copies that httpd is content with. */
export interface Checked {
	readonly main: string;
	readonly copies: readonly Copy[];
	readonly notes: readonly string[];
}

/** @throws UsageError with the server's own words and the user's file and line. */
export async function checkConfig(checking: Checking): Promise<Checked> {
	const notes: string[] = [];
	const modules: string[] = [];
	for (let left = 50; ; left -= 1) {
		const { main, copies } = checking.write(modules);
		const output = await readBy(checking, main);
		if (output === null) return { main, copies, notes };
		const error = configError(output, copies);
		const command = /^Invalid command '([^']+)'/u.exec(error.message)?.[1];
		if (command === undefined || left === 0) throw refused(error, null);
		const module = checking.isSite ? moduleWith(command, checking.program, modules) : null;
		if (module !== null) {
			modules.push(module);
			continue;
		}
		const node = checking.lacksModules ? nodeAt(checking.nodes, error) : null;
		if (node === null) {
			throw refused(
				error,
				checking.isSite
					? 'a module that is not installed on this machine may say what that is'
					: null,
			);
		}
		const file: ConfigFile = node.file;
		file.replace({ start: node.start, end: endOf(node) }, '');
		notes.push(
			`${file.name}:${node.line}: ${command} is left out: no module on this machine knows it`,
		);
	}
}

function refused(error: ServerError, hint: string | null): UsageError {
	return new UsageError(shownError(error), hint);
}

/** What it says; `null` where it is content. */
function readBy({ program, env, signal }: Checking, main: string): Promise<string | null> {
	return new Promise((resolve, reject) => {
		const options = { env, timeout: 30_000, maxBuffer: 1024 * 1024, signal };
		execFile(program.path, ['-t', '-f', main], options, (error, stdout, stderr) => {
			if (error === null) resolve(null);
			else if (error.name === 'AbortError') reject(new UsageError('interrupted'));
			else resolve(`${stderr}${stdout}` || error.message);
		});
	});
}

/** The module that has the name of a directive in it: a site relies on more than is usual. */
function moduleWith(
	command: string,
	{ modules }: Program,
	tried: readonly string[],
): string | null {
	if (modules === null) return null;
	const name = command.replace(/^<\/?/u, '');
	for (const file of readdirSync(modules).toSorted()) {
		const short = /^mod_(\w+)\.so$/u.exec(file)?.[1];
		if (short === undefined || short.startsWith('mpm_') || tried.includes(short)) continue;
		if (readFileSync(join(modules, file)).includes(`\0${name}\0`)) return short;
	}
	return null;
}

function nodeAt(nodes: readonly Node[], { copy, line }: ServerError): Directive | Section | null {
	for (const node of nodes) {
		const isThere =
			node.isActive && node.file === copy?.file && line !== null && lines(node).includes(line);
		if (isThere && (node.kind === 'directive' || node.line === line)) return node;
		const inside = nodeAt(node.kind === 'section' ? node.children : node.included, {
			copy,
			line,
			message: '',
		});
		if (inside !== null) return inside;
	}
	return null;
}

/** A directive that goes on over lines is named by one of them. */
function lines(node: Node): readonly number[] {
	const count = node.file.text.slice(node.start, node.end).split('\n').length;
	return Array.from({ length: count }, (_, index) => node.line + index);
}

function endOf(node: Node): number {
	return node.kind === 'section' ? node.closing.end : node.end;
}
