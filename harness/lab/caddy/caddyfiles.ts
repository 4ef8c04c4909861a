/** Copies of a Caddyfile and of what it imports, in which names of files can be replaced. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import { applyEdits } from '../config/edits.ts';
import { isFile } from '../config/on-this-machine.ts';
import type { LabGround } from '../lab.ts';
import { type Token, tokensOf, unsetVariables, withVariables } from './tokens.ts';

/** One file of the user's. */
export interface Caddyfile {
	/** Absolute. */
	readonly path: string;
	/** As the user would call it. */
	readonly name: string;
	readonly text: string;
	readonly tokens: readonly Token[];
	/** Where its copy is. */
	readonly copy: string;
	/** Patterns of `import`, by the token that has them: where the copies of those files are. */
	readonly imports: ReadonlyMap<Token, string>;
}

/** Reads a Caddyfile with what it imports. @throws UsageError where it cannot be read. */
export function readCaddyfiles(ground: LabGround, config: string): readonly Caddyfile[] {
	const files: Caddyfile[] = [];
	const read = (path: string, name: string, copy: string): void => {
		// A file that is imported twice is one file; one that imports itself Caddy refuses.
		if (files.some((it) => it.copy === copy) || files.length >= mostFiles) return;
		const text = readText(path, name);
		const tokens = tokensOf(text);
		const imports = new Map<Token, string>();
		const file: Caddyfile = { path, name, text, tokens, copy, imports };
		files.push(file);
		for (const token of importsOf(tokens)) {
			const pattern = withVariables(token.value, ground.env);
			const found = filesOf(isAbsolute(pattern) ? pattern : resolve(dirname(path), pattern));
			if (found.length === 0) continue;
			const folder = ground.sandbox.makeFolder(`caddyfiles/${files.length}`);
			imports.set(token, join(folder, basename(pattern)));
			for (const it of found) {
				const shown = isAbsolute(pattern)
					? it
					: join(dirname(name), dirname(pattern), basename(it));
				read(it, shown, join(folder, basename(it)));
			}
		}
	};
	const path = resolve(ground.cwd, config);
	read(path, config, join(ground.sandbox.folder, 'caddyfiles', basename(path)));
	return files;
}

/** Writes the copies, other files in place of those that are named; says where the first one is. */
export function writeCaddyfiles(
	{ sandbox, env }: LabGround,
	files: readonly Caddyfile[],
	replaced: ReadonlyMap<string, string>,
	leftOut: ReadonlySet<Token>,
): string {
	for (const { text, tokens, copy, imports } of files) {
		const edits = tokens.flatMap((token) => {
			const { from, to, value } = token;
			const own = imports.get(token) ?? replaced.get(withVariables(value, env));
			const other = leftOut.has(token) ? '' : own === undefined ? own : quoted(own);
			return other === undefined ? [] : [{ from, to, text: other }];
		});
		const edited = applyEdits(text, edits);
		sandbox.write(copy.slice(sandbox.folder.length + 1), edited.text);
	}
	return files[0]?.copy ?? '';
}

/** A token that Caddy reads as it is. */
function quoted(text: string): string {
	return /[\s"]/u.test(text) ? `"${text.replaceAll('"', String.raw`\"`)}"` : text;
}

/** Names of the sandbox as the user's own. */
export function inUsersNames(
	text: string,
	files: readonly Caddyfile[],
	replaced: ReadonlyMap<string, string>,
): string {
	let translated = text;
	for (const { copy, name } of files) translated = translated.replaceAll(copy, name);
	for (const [written, path] of replaced) translated = translated.replaceAll(path, written);
	return translated;
}

/** `Caddyfile:12` of the first token of that value; `null` where there is none. */
export function whereIs(
	files: readonly Caddyfile[],
	isIt: (value: string) => boolean,
): string | null {
	for (const { name, tokens } of files) {
		const token = tokens.find(({ value }) => isIt(value));
		if (token !== undefined) return `${name}:${token.line}`;
	}
	return null;
}

/** A sentence for each variable of the environment that is read as nothing. */
export function unsetNotes({ env }: LabGround, files: readonly Caddyfile[]): readonly string[] {
	return files.flatMap(({ name, text }) =>
		[...unsetVariables(text, env)].map(
			([variable, line]) => `${name}:${line}: {$${variable}} is not set here: Caddy reads nothing`,
		),
	);
}

/** First arguments of `import` that begin a line; names of snippets match no file. */
function importsOf(tokens: readonly Token[]): readonly Token[] {
	return tokens.filter((token, index) => {
		const before = tokens[index - 1];
		return (
			before?.value === 'import' &&
			before.line === token.line &&
			tokens[index - 2]?.line !== token.line
		);
	});
}

function filesOf(pattern: string): readonly string[] {
	const [start, end] = basename(pattern).split('*', 2);
	if (end === undefined) return isFile(pattern) ? [pattern] : [];
	try {
		return readdirSync(dirname(pattern))
			.filter((it) => it.startsWith(start ?? '') && it.endsWith(end))
			.toSorted()
			.map((it) => join(dirname(pattern), it))
			.filter((it) => isFile(it));
	} catch {
		// Caddy itself says that there is nothing.
		return [];
	}
}

function readText(path: string, name: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		const { code = 'unknown error' } = error as NodeJS.ErrnoException;
		throw new UsageError(`${name}: cannot be read (${code})`, null, { cause: error });
	}
}

const mostFiles = 500;
