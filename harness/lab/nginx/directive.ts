/** What a config consists of, with the place of everything in its file. */
import type { Span } from '../config/edits.ts';

/** One argument. `value` is as nginx takes it: without quotes and escapes. */
export interface Argument extends Span {
	readonly value: string;
}

/** One directive, simple or with a block. */
export interface Directive extends Span {
	readonly name: string;
	readonly args: readonly Argument[];
	/** What stands between its braces; `null` where it has none. */
	readonly block: readonly Directive[] | null;
	/** Offset behind the opening brace; `null` where there is no block. */
	readonly inside: number | null;
	readonly file: ConfFile;
	/** From 1. */
	readonly line: number;
}

/**
 * A file of the config in one place of it. What is included in two places is there twice, since what
 * has to be replaced in it may differ.
 */
export interface ConfFile {
	/** Absolute. */
	readonly path: string;
	/** As the user knows it: `conf.d/api.conf`. */
	readonly shown: string;
	readonly text: string;
	/** Not every file is UTF-8, and octets must stay what they are. */
	readonly encoding: 'utf8' | 'latin1';
	/** Where its copy goes: a name below the sandbox. */
	readonly copy: string;
	/** At the top of it, without those of files that it includes. */
	readonly directives: readonly Directive[];
}

/** `nginx.conf:12` */
export function whereOf({ file, line }: Pick<Directive, 'file' | 'line'>): string {
	return `${file.shown}:${line}`;
}

/** As it is written, without its block: `location ~ \.php$`. */
export function writtenAs({ file, from, to, inside }: Directive): string {
	const end = inside === null ? to : inside;
	return file.text
		.slice(from, end)
		.replace(/[\s;{]+$/u, '')
		.replaceAll(/\s+/gu, ' ');
}

/** The value of that argument; empty where there is none. */
export function argument({ args }: Directive, index: number): string {
	return args[index]?.value ?? '';
}
