/** Edits of a config by place: everything else of it stays octet for octet. Pure. */

/** Offsets of characters: the first one, and the one after the last. */
export interface Span {
	readonly from: number;
	readonly to: number;
}

/** A text in place of what stands there. */
export interface Edit extends Span {
	readonly text: string;
}

/** A text with its edits made. */
export interface Edited {
	readonly text: string;
	/** The line of the original that a line of the text comes from; both counted from 1. */
	lineOf(number: number): number;
}

/** Makes the edits, of those at one place the first one first; what lies within another is dropped. */
export function applyEdits(original: string, edits: readonly Edit[]): Edited {
	const ordered = edits.toSorted((one, other) => one.from - other.from || one.to - other.to);
	const origins: number[] = [1];
	let text = '';
	let at = 0;
	let line = 1;
	const keep = (to: number): void => {
		const kept = original.slice(at, to);
		text += kept;
		for (let ends = lineEnds(kept); ends > 0; ends -= 1) origins.push((line += 1));
	};
	for (const edit of ordered) {
		if (edit.from < at) continue;
		keep(edit.from);
		text += edit.text;
		for (let ends = lineEnds(edit.text); ends > 0; ends -= 1) origins.push(line);
		line += lineEnds(original.slice(edit.from, edit.to));
		at = edit.to;
	}
	keep(original.length);
	return { text, lineOf: (number) => origins[number - 1] ?? line };
}

function lineEnds(text: string): number {
	return text.split('\n').length - 1;
}
