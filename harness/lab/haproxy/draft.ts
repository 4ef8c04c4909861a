/** The copy of a config: what is replaced in it, by place. Everything else stays octet for octet. */
import type { ConfigLine } from './config.ts';

export interface Span {
	readonly from: number;
	readonly to: number;
}

/** A text with its edits made. */
export interface Edited {
	readonly text: string;
	/** The line of the original that a line of the text comes from; both counted from 1. */
	lineOf(number: number): number;
}

/** Collects edits of one file. */
export class Draft {
	readonly #text: string;
	readonly #edits: (Span & { readonly text: string })[] = [];

	constructor(text: string) {
		this.#text = text;
	}

	replace({ from, to }: Span, text: string): void {
		this.#edits.push({ from, to, text });
	}

	/** Takes out all that a line says; the line itself stays. */
	blank({ words }: Pick<ConfigLine, 'words'>): void {
		this.replace({ from: words[0].from, to: words.at(-1)?.to ?? words[0].to }, '');
	}

	/** Puts lines behind a line. */
	insertBehind({ to }: Pick<ConfigLine, 'to'>, lines: readonly string[]): void {
		this.replace({ from: to, to }, lines.map((line) => `\n${line}`).join(''));
	}

	apply(): Edited {
		// Stable: of insertions at one place the first comes first.
		const edits = this.#edits.toSorted((one, other) => one.from - other.from);
		const origins: number[] = [1];
		let text = '';
		let at = 0;
		let line = 1;
		const keep = (to: number): void => {
			for (const character of this.#text.slice(at, to)) {
				text += character;
				if (character === '\n') origins.push((line += 1));
			}
			at = Math.max(at, to);
		};
		for (const edit of edits) {
			// What lies in a line that was taken out went with it.
			if (edit.from < at) continue;
			keep(edit.from);
			text += edit.text;
			for (const character of edit.text) if (character === '\n') origins.push(line);
			line += this.#text.slice(at, edit.to).split('\n').length - 1;
			at = edit.to;
		}
		keep(this.#text.length);
		return { text, lineOf: (number) => origins[number - 1] ?? line };
	}
}
