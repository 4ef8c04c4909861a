/** The copy of a config: what is replaced in it, by place. */
import { applyEdits, type Edit, type Span } from '../config/edits.ts';
import type { ConfFile, Directive } from './directive.ts';

/** Collects edits. Lines keep their numbers: what is taken out leaves its line ends. */
export class Draft {
	readonly #edits = new Map<ConfFile, Edit[]>();

	/** Puts a text without line ends in place of a part of a file. */
	replace(file: ConfFile, { from, to }: Span, text: string): void {
		const lines = file.text.slice(from, to).replaceAll(/[^\n]/gu, '');
		const edits = this.#edits.get(file) ?? [];
		edits.push({ from, to, text: text + lines });
		this.#edits.set(file, edits);
	}

	/** Puts a text in place of a whole directive. */
	rewrite(directive: Directive, text: string): void {
		this.replace(directive.file, directive, text);
	}

	/** Takes a directive out, with its block. */
	remove(directive: Directive): void {
		this.rewrite(directive, '');
	}

	/** Replaces the argument of that index. */
	setArgument({ file, args }: Directive, index: number, text: string): void {
		const span = args[index];
		if (span !== undefined) this.replace(file, span, text);
	}

	/** Puts a text at the beginning of a block. */
	insertInside({ file, inside }: Directive, text: string): void {
		if (inside !== null) this.replace(file, { from: inside, to: inside }, ` ${text}`);
	}

	/** Puts a text at the beginning of a file. */
	prepend(file: ConfFile, text: string): void {
		this.replace(file, { from: 0, to: 0 }, `${text} `);
	}

	/** The file with all edits, as octets. */
	apply(file: ConfFile): Buffer {
		const { text } = applyEdits(file.text, this.#edits.get(file) ?? []);
		return Buffer.from(text, file.encoding);
	}
}
