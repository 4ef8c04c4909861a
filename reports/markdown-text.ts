/** Texts inside a Markdown comment: nothing in them formats, links, mentions or ends a table cell. */
import { printable } from './escape.ts';

/**
 * A text on one line as itself. Mentions and references are looked for after entities are decoded
 * (GitHub, GitLab), so a zero-width space follows what begins one.
 */
export function inline(text: string, limit = 300): string {
	const shown = printable(text, limit);
	// What cannot be printed comes out several times as long.
	const bounded =
		shown.length > limit + 10 ? `${shown.slice(0, limit).replace(/\p{Cs}$/u, '')} […]` : shown;
	return bounded
		.replaceAll(special, entity)
		.replaceAll(/&#64;|&#35;(?=\d)/gu, (it) => `${it}${zeroWidth}`);
}

/** The same in the type of code: paths, ids, what a target said. */
export function code(text: string, limit = 300): string {
	return `<code>${inline(text, limit) || ' '}</code>`;
}

/** Lines to be copied, as they are. */
export function block(lines: readonly string[]): string {
	const shown = lines.map((line) => printable(line, 4000));
	const longest = Math.max(2, ...shown.flatMap(runsOfBackticks));
	const fence = '`'.repeat(longest + 1);
	return [fence, ...shown, fence].join('\n');
}

/** A row of a table. The cells are Markdown already. */
export function row(cells: readonly string[]): string {
	return `| ${cells.join(' | ')} |`;
}

/** The first rows of a table: names of the columns. */
export function heading(columns: readonly string[]): readonly string[] {
	return [row(columns), row(columns.map(() => '---'))];
}

/** As many items as fit into so many UTF-16 units, and a word on those that do not. */
export function fitting(
	items: readonly string[],
	budget: number,
	more: (count: number) => string,
): readonly string[] {
	const kept: string[] = [];
	let left = budget;
	for (const item of items) {
		if (item.length + 1 > left) break;
		kept.push(item);
		left -= item.length + 1;
	}
	return kept.length === items.length ? kept : [...kept, more(items.length - kept.length)];
}

function runsOfBackticks(line: string): readonly number[] {
	return [...line.matchAll(/`+/gu)].map(([run]) => run.length);
}

function entity(character: string): string {
	return `&#${character.codePointAt(0) ?? 0};`;
}

// Beside what formats: `://` and `www.` make links, `$` makes formulas, a sign at the beginning a list.
const special = /[&<>"'`*_{}[\]#!|~\\$@]|:(?=\/\/)|(?<=www)\.|^[-+=\d]/giu;

const zeroWidth = '&#8203;';
