import { printable } from '../escape.ts';

/** Keeps each text once, with control and bidirectional characters made visible. */
export class Texts {
	readonly #positions = new Map<string, number>();
	readonly all: string[] = [];

	/** Where the text stands in `all`. */
	add(text: string): number {
		const known = this.#positions.get(text);
		if (known !== undefined) return known;
		this.#positions.set(text, this.all.length);
		return this.all.push(visibleText(text)) - 1;
	}
}

/** Every text in a value of plain data made visible, the names of records too. */
export function visible<T>(value: T): T {
	if (typeof value === 'string') return visibleText(value) as T;
	if (Array.isArray(value)) return value.map(visible) as T;
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, member]) => [visibleText(name), visible(member)]),
	) as T;
}

/** Most texts need nothing, and there may be a million. */
function visibleText(text: string): string {
	const isPlain = text.length <= longest && ascii.test(text) && !text.includes('-----BEGIN ');
	return isPlain ? text : printable(text, longest);
}

const ascii = /^[ -~]*$/u;

/** UTF-16 units: a command with a chain in it is the longest that is shown. */
const longest = 4000;
