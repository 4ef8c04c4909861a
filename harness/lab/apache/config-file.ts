/** A file of the user's config and what is to be different in its copy. */
import type { Word } from './logical-lines.ts';

/** A span of the file that reads differently in the copy. */
interface Edit {
	readonly start: number;
	readonly end: number;
	readonly text: string;
}

/** A section that is there a second time, for another folder. */
interface Again {
	/** The offset behind which the second one stands. */
	readonly after: number;
	readonly start: number;
	readonly end: number;
	readonly instead: Edit;
}

/** The text of a copy and, line by line, which line of the file it comes from. */
export interface Rendered {
	readonly text: string;
	/** `lines[0]` is about line 1 of the copy; lines are counted from 1. */
	readonly lines: readonly number[];
}

/** One reading of a file: what is included twice is read twice. */
export class ConfigFile {
	/** Absolute path of the user's file. */
	readonly path: string;
	/** As it is named to people. */
	readonly name: string;
	readonly text: string;
	/** Where the copy will be: absolute. */
	readonly copy: string;
	readonly #edits: Edit[] = [];
	readonly #again: Again[] = [];

	constructor(from: Pick<ConfigFile, 'path' | 'name' | 'text' | 'copy'>) {
		this.path = from.path;
		this.name = from.name;
		this.text = from.text;
		this.copy = from.copy;
	}

	/** The span reads like that; what was said of it before is forgotten. */
	replace({ start, end }: Pick<Word, 'start' | 'end'>, text: string): void {
		const kept = this.#edits.filter((it) => it.end <= start || it.start >= end);
		this.#edits.splice(0, this.#edits.length, ...kept, { start, end, text });
	}

	/** More text at that offset. */
	insert(at: number, text: string): void {
		this.#edits.push({ start: at, end: at, text });
	}

	/** What stands from `start` to `end` follows a second time, with `instead` in it. */
	repeat(span: Pick<Word, 'start' | 'end'>, instead: Edit): void {
		this.#again.push({ after: span.end, start: span.start, end: span.end, instead });
	}

	render(): Rendered {
		const out = new Lines();
		this.#renderSpan(out, 0, this.text.length, this.#edits, this.#again);
		return out.rendered();
	}

	#renderSpan(
		out: Lines,
		from: number,
		to: number,
		edits: readonly Edit[],
		again: readonly Again[],
	): void {
		const cuts = [
			...edits.map((edit) => ({ at: edit.start, edit, again: null })),
			...again.map((it) => ({ at: it.after, edit: null, again: it })),
		].toSorted((one, other) => one.at - other.at);
		let at = from;
		for (const { at: cut, edit, again: repeated } of cuts) {
			if (cut < from || cut > to || cut < at) continue;
			if (edit !== null && edit.end > to) continue;
			out.take(this.text, at, cut);
			at = cut;
			if (edit !== null) {
				out.add(edit.text);
				out.skip(this.text, at, edit.end);
				at = edit.end;
			} else if (repeated !== null) {
				const { start, end, instead } = repeated;
				const others = edits.filter(
					(it) => it.start >= start && (it.end <= instead.start || it.start >= instead.end),
				);
				const inside = again.filter((it) => it.after > start && it.after < end);
				out.again(this.text, start, () =>
					this.#renderSpan(out, start, end, [...others, instead], inside),
				);
			}
		}
		out.take(this.text, at, to);
	}
}

/** Output that remembers the line that each line of it comes from. */
class Lines {
	#text = '';
	#source = 1;
	readonly #lines: number[] = [1];

	take(text: string, from: number, to: number): void {
		for (const character of text.slice(from, to)) {
			this.#text += character;
			if (character !== '\n') continue;
			this.#source += 1;
			this.#lines.push(this.#source);
		}
	}

	add(text: string): void {
		for (const character of text) {
			this.#text += character;
			if (character === '\n') this.#lines.push(this.#source);
		}
	}

	skip(text: string, from: number, to: number): void {
		this.#source += text.slice(from, to).split('\n').length - 1;
	}

	again(text: string, start: number, render: () => void): void {
		const source = this.#source;
		this.#source = text.slice(0, start).split('\n').length;
		this.#text += '\n';
		this.#lines.push(this.#source);
		render();
		this.#source = source;
	}

	rendered(): Rendered {
		return { text: this.#text, lines: this.#lines };
	}
}
