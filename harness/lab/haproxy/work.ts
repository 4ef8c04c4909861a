/** What the parts of a HAProxy lab share while the copy of the config is made. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Edited } from '../config/edits.ts';
import type { LabGround } from '../lab.ts';
import { type ConfigLine, type HaproxyConfig, valuesOf } from './config.ts';
import type { Draft } from './draft.ts';
import type { HaproxyProgram } from './program.ts';

/** What is edited, and what came of it so far. */
export interface Work {
	readonly ground: LabGround;
	readonly program: HaproxyProgram;
	readonly config: HaproxyConfig;
	readonly draft: Draft;
	/** The file as the user named it. */
	readonly name: string;
	/** Where it lies; absolute. */
	readonly folder: string;
	readonly notes: string[];
	/** Absolute paths of files that belong to the config. */
	readonly files: Set<string>;
	/** Files of the sandbox → what they stand for, as it is written. */
	readonly standIns: Map<string, string>;
	/** Copies of other files that it consists of, by their path. */
	readonly lists: Map<string, Edited>;
	/** A port of loopback that nobody else of the lab has. */
	readonly port: () => Promise<number>;
}

/** `haproxy.cfg:12` */
export function whereOf({ name }: Pick<Work, 'name'>, { number }: ConfigLine): string {
	return `${name}:${number}`;
}

/** Adds a sentence about a line. */
export function note(work: Pick<Work, 'name' | 'notes'>, line: ConfigLine, text: string): void {
	work.notes.push(`${whereOf(work, line)}: ${text}`);
}

/** A setting of `global`; `null` where nobody makes it. */
export function globalSetting({ config }: Pick<Work, 'config'>, name: string): string | null {
	const lines = config.sections.filter(({ kind }) => kind === 'global').flatMap((it) => it.lines);
	const line = lines.findLast(({ words }) => words[0].value === name);
	return line === undefined ? null : (valuesOf(line)[1] ?? null);
}

/**
 * The absolute path that a name stands for. Where nothing is there, and the name is relative or
 * below a folder in which packages and images have the config, the file is looked for beside the
 * config: in a checkout that is what it means.
 */
export function locate(
	work: Pick<Work, 'ground' | 'folder'>,
	written: string,
	base?: string | null,
): string {
	const direct = resolve(work.ground.cwd, base ?? '', written);
	return existsSync(direct) ? direct : (besideConfig(work, written, direct) ?? direct);
}

function besideConfig(
	{ folder }: Pick<Work, 'folder'>,
	written: string,
	direct: string,
): string | null {
	const home = homes.find((it) => direct.startsWith(`${it}/`));
	const names = written.startsWith('/') ? [] : [written];
	if (home !== undefined) names.push(relative(home, direct), basename(direct));
	return names.map((it) => join(folder, it)).find((it) => existsSync(it)) ?? null;
}

/** How a file of the lab's in the place of `written` is called where the server names it. */
export function standIn(work: Work, written: string, path: string): string {
	if (!work.standIns.has(path)) work.standIns.set(path, written);
	return path;
}

/** The folder that the config lies in. */
export function folderOf(path: string): string {
	return dirname(path);
}

const homes = ['/usr/local/etc/haproxy', '/etc/haproxy', '/opt/bitnami/haproxy/conf'];
