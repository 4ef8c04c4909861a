/** The text of an nginx config, cut into directives: a second opinion beside the product's parser. */

export interface WrittenDirective {
	readonly name: string;
	/** From the name to its `;` or `{`, as it is written. */
	readonly text: string;
	/** The blocks around it, outermost first: `http / server / location /admin/`. */
	readonly inside: string;
	/** Offsets of the whole directive, with its block. */
	readonly from: number;
	readonly to: number;
}

/** Every directive in the order of the text. @throws Error where braces do not match. */
export function writtenDirectives(text: string): readonly WrittenDirective[] {
	const found: WrittenDirective[] = [];
	const open: { index: number; words: string }[] = [];
	let begin = -1;
	let words: string[] = [];
	for (const { 0: token, index } of text.matchAll(tokens)) {
		if (/^[\s#]/u.test(token)) continue;
		if (token === '}') {
			const block = open.pop();
			const opened = block === undefined ? undefined : found[block.index];
			if (block === undefined || opened === undefined) throw new Error(`"}" at ${index}`);
			found[block.index] = { ...opened, to: index + 1 };
			continue;
		}
		if (begin < 0) begin = index;
		if (token !== ';' && token !== '{') {
			words.push(token);
			continue;
		}
		found.push({
			name: words[0] ?? '',
			text: text.slice(begin, index + 1),
			inside: open.map((block) => block.words).join(' / '),
			from: begin,
			to: index + 1,
		});
		if (token === '{') open.push({ index: found.length - 1, words: words.join(' ') });
		begin = -1;
		words = [];
	}
	if (open.length > 0 || begin >= 0) throw new Error('the text ends in the middle of a directive');
	return found;
}

/** A text, and directives of it that are not looked at. */
export interface Ignoring {
	readonly text: string;
	readonly ignored: readonly WrittenDirective[];
}

/**
 * The lines of two texts without what is ignored. Where either has something of that on a line,
 * blanks of the line count as one: who replaces a directive may leave some.
 */
export function linesBeside(
	one: Ignoring,
	other: Ignoring,
): readonly [readonly string[], readonly string[]] {
	const [left, right] = [linesCut(one), linesCut(other)];
	const isCut = (index: number): boolean =>
		[left, right].some((lines) => lines[index]?.includes(cut) === true);
	const told = (lines: readonly string[]): readonly string[] =>
		lines.map((line, index) => {
			const rest = line.replaceAll(cut, '');
			return isCut(index) ? rest.replaceAll(/[ \t\r]+/gu, ' ').trim() : rest;
		});
	return [told(left), told(right)];
}

function linesCut({ text, ignored }: Ignoring): readonly string[] {
	let left = '';
	let at = 0;
	for (const { from, to } of ignored) {
		// What stands in a block that was cut out went with it.
		if (from < at) continue;
		left += text.slice(at, from) + text.slice(from, to).replaceAll(/[^\n]+/gu, cut);
		at = to;
	}
	return (left + text.slice(at)).split('\n');
}

/** Blanks, comments, quoted words, marks, plain words: everything that a config consists of. */
const tokens =
	/[ \t\r\n]+|#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[;{}]|(?:\\.|\$\{|[^ \t\r\n;{])+/gsu;
/** Stands where something was cut out; no config has it. */
const cut = '\u0000';
