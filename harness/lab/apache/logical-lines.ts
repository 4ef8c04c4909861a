/** The lines of an httpd config as the server reads them, with where each word stands in the file. */

/** A word of a line. */
export interface Word {
	/** Without quotes and backslashes; variables as they are written. */
	readonly text: string;
	/** Offsets into the file, quotes included. */
	readonly start: number;
	readonly end: number;
}

/** A line with all that a backslash at its end joins to it. */
export interface LogicalLine {
	/** Counted from 1. */
	readonly line: number;
	/** Offsets into the file, without the white space around it. */
	readonly start: number;
	readonly end: number;
	/** Without backslashes and line ends in it. */
	readonly text: string;
	readonly words: readonly Word[];
}

/** Every line that is neither empty nor a comment, as `ap_cfg_getline` and `ap_getword_conf` read it. */
export function logicalLines(text: string): readonly LogicalLine[] {
	const lines: LogicalLine[] = [];
	let line = 1;
	let at = 0;
	while (at < text.length) {
		const { characters, next, count } = joinedLine(text, at);
		const read = readLine(characters, line);
		if (read !== null) lines.push(read);
		line += count;
		at = next;
	}
	return lines;
}

/** One character of a logical line and where it stands. */
interface Placed {
	readonly character: string;
	readonly at: number;
}

function joinedLine(
	text: string,
	from: number,
): { readonly characters: readonly Placed[]; readonly next: number; readonly count: number } {
	const characters: Placed[] = [];
	let count = 0;
	let at = from;
	for (;;) {
		const newline = text.indexOf('\n', at);
		const next = newline === -1 ? text.length : newline + 1;
		let end = newline === -1 ? text.length : newline;
		if (end > at && text[end - 1] === '\r') end -= 1;
		count += 1;
		const isJoined = newline !== -1 && end > at && text[end - 1] === '\\';
		if (isJoined) end -= 1;
		for (let index = at; index < end; index += 1) {
			characters.push({ character: text[index] ?? '', at: index });
		}
		at = next;
		if (!isJoined || at >= text.length) return { characters, next, count };
	}
}

function readLine(all: readonly Placed[], line: number): LogicalLine | null {
	let from = 0;
	let to = all.length;
	while (from < to && isSpace(all[from])) from += 1;
	while (to > from && isSpace(all[to - 1])) to -= 1;
	const characters = all.slice(from, to);
	const [first] = characters;
	const last = characters.at(-1);
	if (first === undefined || last === undefined || first.character === '#') return null;
	return {
		line,
		start: first.at,
		end: last.at + 1,
		text: characters.map(({ character }) => character).join(''),
		words: wordsOf(characters),
	};
}

function wordsOf(characters: readonly Placed[]): readonly Word[] {
	const words: Word[] = [];
	let index = 0;
	while (index < characters.length) {
		const first = characters[index];
		if (first === undefined || isSpace(first)) {
			index += 1;
			continue;
		}
		const quote = first.character === '"' || first.character === "'" ? first.character : null;
		if (quote !== null) index += 1;
		let text = '';
		for (; index < characters.length; index += 1) {
			const { character = '' } = characters[index] ?? {};
			const following = characters[index + 1]?.character;
			if (quote === null ? /\s/u.test(character) : character === quote) break;
			const isEscape =
				character === '\\' && (following === '\\' || (quote !== null && following === quote));
			if (isEscape) index += 1;
			text += isEscape ? (following ?? '') : character;
		}
		if (quote !== null && index < characters.length) index += 1;
		const last = characters[index - 1] ?? first;
		words.push({ text, start: first.at, end: last.at + 1 });
	}
	return words;
}

function isSpace(placed: Placed | undefined): boolean {
	return placed !== undefined && /\s/u.test(placed.character);
}
