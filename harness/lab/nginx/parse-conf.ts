/** Reads the syntax of nginx as nginx does (`ngx_conf_read_token`), and keeps every offset. */
import { UsageError } from '../../usage-error.ts';
import type { Argument, ConfFile, Directive } from './directive.ts';

/** Where a text comes from and where its copy goes. */
export type Source = Omit<ConfFile, 'directives'>;

/** @throws UsageError with file and line where nginx could not read it either. */
export function parseConf(source: Source): ConfFile {
	const directives: Directive[] = [];
	const file: ConfFile = { ...source, directives };
	const reader = new Reader(file);
	directives.push(...reader.directives(null));
	return file;
}

class Reader {
	readonly #file: ConfFile;
	readonly #text: string;
	#at = 0;
	#line = 1;
	/** Up to which offset lines are counted. */
	#counted = 0;

	constructor(file: ConfFile) {
		this.#file = file;
		this.#text = file.text;
	}

	/** Until the brace that ends the block of `outer`; `null`: until the end of the file. */
	directives(outer: { readonly name: string; readonly line: number } | null): Directive[] {
		const found: Directive[] = [];
		for (;;) {
			this.#skipBlank();
			const character = this.#text[this.#at];
			if (character === undefined) {
				if (outer === null) return found;
				throw this.#error(`"${outer.name}" of line ${outer.line} has no "}"`);
			}
			if (character === '}') {
				if (outer === null) throw this.#error('unexpected "}"');
				this.#at += 1;
				return found;
			}
			found.push(this.#directive());
		}
	}

	#directive(): Directive {
		const from = this.#at;
		const line = this.#lineHere();
		const words: Argument[] = [];
		for (;;) {
			this.#skipBlank();
			const character = this.#text[this.#at];
			const [name] = words;
			if (character === undefined || character === '}') {
				const it = name?.value ?? '';
				throw this.#error(`${JSON.stringify(it)} of line ${line} is not terminated by ";"`);
			}
			if (character === ';' || character === '{') {
				if (name === undefined) throw this.#error(`unexpected "${character}"`);
				// What follows the brace of an expression that is not in quotes.
				if (/^\d+(?:,\d*)?\}/u.test(name.value)) {
					throw this.#error('an expression with "{" or ";" has to stand in quotes');
				}
				this.#at += 1;
				const head = { name: name.value, args: words.slice(1), from, line, file: this.#file };
				if (character === ';') return { ...head, block: null, inside: null, to: this.#at };
				const inside = this.#at;
				const block = isForeign(name.value)
					? this.#skipForeign(head)
					: this.directives({ name: name.value, line });
				return { ...head, block, inside, to: this.#at };
			}
			words.push(this.#word());
		}
	}

	#word(): Argument {
		const from = this.#at;
		const quote = this.#text[from];
		if (quote === '"' || quote === "'") return this.#quoted(from, quote);
		while (this.#at < this.#text.length) {
			const character = this.#text[this.#at] ?? '';
			if (character === '\\') this.#at += 2;
			else if (this.#text.startsWith('${', this.#at)) this.#at += 2;
			else if (/[ \t\r\n;{]/u.test(character)) break;
			else this.#at += 1;
		}
		this.#at = Math.min(this.#at, this.#text.length);
		return { value: unescape(this.#text.slice(from, this.#at)), from, to: this.#at };
	}

	#quoted(from: number, quote: string): Argument {
		this.#at += 1;
		while (this.#text[this.#at] !== quote) {
			if (this.#at >= this.#text.length) {
				this.#at = from;
				throw this.#error(`no ${quote} ends what begins here`);
			}
			this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
		}
		this.#at += 1;
		const next = this.#text[this.#at] ?? '';
		if (next !== '' && !/[ \t\r\n;{)]/u.test(next))
			throw this.#error(`unexpected ${JSON.stringify(next)}`);
		return { value: unescape(this.#text.slice(from + 1, this.#at - 1)), from, to: this.#at };
	}

	/** Code of another language: strings, comments and long brackets of Lua hide braces. */
	#skipForeign(head: { readonly name: string; readonly line: number }): Directive[] {
		let depth = 1;
		const token =
			/--\[(=*)\[.*?\]\1\]|--[^\n]*|\[(=*)\[.*?\]\2\]|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[{}]/gsu;
		token.lastIndex = this.#at;
		for (;;) {
			const found = token.exec(this.#text);
			if (found === null) throw this.#error(`"${head.name}" of line ${head.line} has no "}"`);
			if (found[0] === '{') depth += 1;
			if (found[0] === '}') depth -= 1;
			if (depth > 0) continue;
			this.#at = token.lastIndex;
			return [];
		}
	}

	#skipBlank(): void {
		const blank = /(?:[ \t\r\n]+|#[^\n]*)*/uy;
		blank.lastIndex = this.#at;
		blank.exec(this.#text);
		this.#at = blank.lastIndex;
	}

	#lineHere(): number {
		for (; this.#counted < this.#at; this.#counted += 1) {
			if (this.#text[this.#counted] === '\n') this.#line += 1;
		}
		return this.#line;
	}

	#error(message: string): UsageError {
		return new UsageError(`${this.#file.shown}:${this.#lineHere()}: ${message}`);
	}
}

/** Blocks that hold no directives (`content_by_lua_block`). */
function isForeign(name: string): boolean {
	return name.endsWith('_by_lua_block');
}

/** What nginx itself takes for an escape in a word; of others it keeps the backslash. */
function unescape(text: string): string {
	return text.replaceAll(/\\(["'\\trn])/gu, (_, character: string) => {
		switch (character) {
			case 't':
				return '\t';
			case 'r':
				return '\r';
			case 'n':
				return '\n';
			default:
				return character;
		}
	});
}
