/** The copy of a file of a config: what is replaced in it. */
import { applyEdits, type Edit, type Edited, type Span } from '../config/edits.ts';
import type { ConfigLine } from './config.ts';

/** Collects edits of one file. */
export class Draft {
	readonly #text: string;
	readonly #edits: Edit[] = [];

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
		return applyEdits(this.#text, this.#edits);
	}
}
