/** Regular expressions of servers (PCRE) in those of JavaScript, and texts that they fit. */

/** The same expression; `null` where JavaScript has none. */
export function pcre(source: string, ignoreCase = false): RegExp | null {
	const [, inline = ''] = /^\(\?([a-z]+)\)/u.exec(source) ?? [];
	const body = source
		.slice(inline === '' ? 0 : inline.length + 3)
		.replaceAll('(?P<', '(?<')
		.replaceAll('(?>', '(?:')
		.replaceAll(/([*+?}])\+/gu, '$1')
		.replaceAll(String.raw`\A`, '^')
		.replaceAll(/\\[zZ]/gu, '$')
		.replaceAll(String.raw`\h`, String.raw`[ \t]`);
	const flags = ignoreCase || inline.includes('i') ? 'i' : '';
	try {
		return new RegExp(body, inline.includes('s') ? `${flags}s` : flags);
	} catch {
		return null;
	}
}

/** The source of an expression that matches this text and nothing else. */
export function literally(text: string): string {
	return text.replaceAll(/[$()*+.?[\\\]^{|}]/gu, String.raw`\$&`);
}

/** Texts that the expression probably fits, the shortest first. Whoever uses one tries it. */
export function samples(expression: RegExp): readonly string[] {
	const written = new Sampler(expression.source).whole();
	return [...new Set(Array.from({ length: tries }, (_, index) => written(index)))];
}

/** A text for each choice between the ways that there are. */
type Choose = (choice: number) => string;

class Sampler {
	readonly #source: string;
	#at = 0;

	constructor(source: string) {
		this.#source = source;
	}

	whole(): Choose {
		return this.#alternatives();
	}

	#alternatives(): Choose {
		const ways: Choose[] = [this.#sequence()];
		while (this.#source[this.#at] === '|') {
			this.#at += 1;
			ways.push(this.#sequence());
		}
		return (choice) => {
			const way = ways[choice % ways.length];
			return way === undefined ? '' : way(Math.floor(choice / ways.length));
		};
	}

	#sequence(): Choose {
		const parts: Choose[] = [];
		while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at] ?? '')) {
			parts.push(this.#quantified(this.#atom()));
		}
		return (choice) => parts.map((part) => part(choice)).join('');
	}

	#quantified(atom: Choose): Choose {
		const quantifier = /[*+?]\??|\{(\d+)(?:,\d*)?\}\??/uy;
		quantifier.lastIndex = this.#at;
		const found = quantifier.exec(this.#source);
		if (found === null) return atom;
		this.#at = quantifier.lastIndex;
		const [written, count] = found;
		const least = count === undefined ? (written.startsWith('+') ? 1 : 0) : Number(count);
		const times = Math.min(least, longest);
		return (choice) => atom(choice).repeat(times === 0 && choice % 2 === 1 ? 1 : times);
	}

	#atom(): Choose {
		const rest = this.#source.slice(this.#at);
		const [skipped] = /^(?:[\^$]|\\[bB])/u.exec(rest) ?? [];
		if (skipped !== undefined) return this.#taken(skipped, '');
		if (rest.startsWith('(')) return this.#group(rest);
		const [set] = /^\[\^?\]?(?:\\.|[^\]\\])*\]/su.exec(rest) ?? [];
		if (set !== undefined) return this.#taken(set, someOf(set));
		if (rest.startsWith('.')) return this.#taken('.', 'a');
		const [escaped] = /^\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|\d+|k<\w+>|.)/isu.exec(rest) ?? [];
		if (escaped !== undefined) return this.#taken(escaped, escapedText(escaped));
		return this.#taken(rest.slice(0, 1), rest.slice(0, 1));
	}

	#group(rest: string): Choose {
		const [opening = '(', kind = ''] = /^\((?:\?([:=!]|<[=!]|<\w+>))?/u.exec(rest) ?? [];
		this.#at += opening.length;
		const inner = this.#alternatives();
		this.#at += 1;
		return /^(?:[=!]|<[=!])/u.test(kind) ? () => '' : inner;
	}

	#taken(source: string, text: string): Choose {
		this.#at += source.length;
		return () => text;
	}
}

function someOf(set: string): string {
	try {
		const fits = new RegExp(set, 'u');
		return Array.from(preferred).find((character) => fits.test(character)) ?? '';
	} catch {
		return '';
	}
}

function escapedText(escaped: string): string {
	const kind = escaped.slice(1, 2);
	switch (kind) {
		case 'd':
			return '1';
		case 'w':
		case 'S':
		case 'D':
			return 'a';
		case 's':
		case 'W':
			return ' ';
		case 't':
			return '\t';
		case 'x':
		case 'u':
			return String.fromCharCode(Number.parseInt(escaped.slice(2), 16));
		case 'k':
			return '';
		default:
			return /\d/u.test(kind) ? '' : kind;
	}
}

const preferred = 'a1A-_./:=,@ ~+%?&#!$\'()*;<>[]^`{|}"\\';
const tries = 16;
/** Of something that is to come more often than that no text is made. */
const longest = 256;
