/** Directives and sections of one file of an httpd config. */
import { UsageError } from '../../usage-error.ts';
import type { ConfigFile } from './config-file.ts';
import { type LogicalLine, logicalLines, type Word } from './logical-lines.ts';

/** What directives and opening tags have in common. */
interface Stated {
	readonly file: ConfigFile;
	/** Counted from 1. */
	readonly line: number;
	/** In lower case: httpd makes no difference. */
	readonly name: string;
	/** What follows the name, as it is written but on one line. */
	readonly written: string;
	readonly words: readonly Word[];
	/** The directive, or the opening tag. */
	readonly start: number;
	readonly end: number;
	/** The words with variables filled in, as they are where the server reads it. */
	values: readonly string[];
	/** Whether the server looks at it: conditions around it hold. */
	isActive: boolean;
}

/** One directive and where it stands. */
export interface Directive extends Stated {
	readonly kind: 'directive';
	/** What is read in its place: of `Include`, and of `Use`. */
	included: readonly Node[];
}

/** A section with all that is in it. */
export interface Section extends Stated {
	readonly kind: 'section';
	readonly children: readonly Node[];
	/** The closing tag. */
	readonly closing: { readonly start: number; readonly end: number };
}

/** What a file of a config is made of. */
export type Node = Directive | Section;

/** `apache2.conf:12`, for people. */
export function whereIs({ file, line }: Pick<Stated, 'file' | 'line'>): string {
	return `${file.name}:${line}`;
}

/** @throws UsageError where a section is not closed, or what closes it is not the same. */
export function parseConfig(file: ConfigFile): readonly Node[] {
	const top: Node[] = [];
	const open: { readonly line: LogicalLine; readonly tag: Tag; readonly children: Node[] }[] = [];
	for (const line of logicalLines(file.text)) {
		const closes = /^<\/\s*([^\s>]+)/u.exec(line.text)?.[1];
		if (closes !== undefined) {
			const opened = open.pop();
			if (opened?.tag.name !== closes.toLowerCase()) {
				throw new UsageError(
					`${file.name}:${line.line}: </${closes}> closes ${opened === undefined ? 'nothing' : `<${opened.tag.written}> of line ${opened.line.line}`}`,
				);
			}
			(open.at(-1)?.children ?? top).push(sectionOf(file, opened, line));
			continue;
		}
		if (line.text.startsWith('<')) {
			open.push({ line, tag: tagOf(line), children: [] });
			continue;
		}
		(open.at(-1)?.children ?? top).push(directiveOf(file, line));
	}
	const [unclosed] = open;
	if (unclosed !== undefined) {
		throw new UsageError(
			`${file.name}:${unclosed.line.line}: <${unclosed.tag.written}> is not closed`,
		);
	}
	return top;
}

interface Tag {
	readonly name: string;
	readonly written: string;
	readonly args: string;
	readonly words: readonly Word[];
}

/** `<Name words>`: the last `>` ends it, and belongs to no word. */
function tagOf({ text, words }: LogicalLine): Tag {
	const inside = text.slice(1, text.includes('>') ? text.lastIndexOf('>') : text.length);
	const [, written = ''] = /^\s*(\S*)/u.exec(inside) ?? [];
	const rest = words.slice(text.startsWith('< ') ? 2 : 1);
	return {
		name: written.toLowerCase(),
		written,
		args: inside.trim().slice(written.length).trim(),
		words: rest.flatMap((word, index): Word[] => {
			if (index < rest.length - 1 || !word.text.endsWith('>')) return [word];
			if (word.text === '>') return [];
			return [{ text: word.text.slice(0, -1), start: word.start, end: word.end - 1 }];
		}),
	};
}

function sectionOf(
	file: ConfigFile,
	{ line, tag, children }: { readonly line: LogicalLine; readonly tag: Tag; children: Node[] },
	closing: LogicalLine,
): Section {
	return {
		kind: 'section',
		file,
		line: line.line,
		name: tag.name,
		written: tag.args,
		words: tag.words,
		start: line.start,
		end: line.end,
		values: tag.words.map(({ text }) => text),
		isActive: true,
		children,
		closing: { start: closing.start, end: closing.end },
	};
}

function directiveOf(file: ConfigFile, { line, start, end, text, words }: LogicalLine): Directive {
	const [name, ...rest] = words;
	return {
		kind: 'directive',
		file,
		line,
		name: (name?.text ?? '').toLowerCase(),
		written: text.slice((name?.end ?? start) - (name?.start ?? start)).trim(),
		words: rest,
		start,
		end,
		values: rest.map(({ text: word }) => word),
		isActive: true,
		included: [],
	};
}
