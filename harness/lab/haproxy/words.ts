/** The words of a line of a HAProxy config (management of quotes: configuration manual §2.2). */

/** A word and where it stands, so that it can be replaced. */
export interface Word {
	/** Offset of its first character, quotes included. */
	readonly from: number;
	/** Offset behind its last character. */
	readonly to: number;
	/** What HAProxy reads: without quotes, environment variables filled in. */
	readonly value: string;
}

/** The environment that a config is read in. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What a line says. */
export interface SplitLine {
	readonly words: readonly Word[];
	/** Environment variables that the line uses and nobody has set. */
	readonly unset: readonly string[];
}

/** Splits the line between two offsets of a text as HAProxy does; what is behind `#` is no word. */
export function splitWords(text: string, from: number, to: number, env: Variables): SplitLine {
	const words: Word[] = [];
	const unset: string[] = [];
	let at = from;
	while (at < to) {
		const next = text.charAt(at);
		if (next === '#') break;
		if (/\s/u.test(next)) {
			at += 1;
			continue;
		}
		const word = readWord(text, at, to, env, unset);
		words.push(word);
		at = word.to;
	}
	return { words, unset };
}

function readWord(text: string, from: number, end: number, env: Variables, unset: string[]): Word {
	let value = '';
	let quote: '"' | "'" | null = null;
	let at = from;
	while (at < end) {
		const next = text.charAt(at);
		if (quote === null && /[\s#]/u.test(next)) break;
		if (next === quote) quote = null;
		else if (quote === null && (next === '"' || next === "'")) quote = next;
		else if (next === '\\' && quote !== "'" && at + 1 < end) {
			const [octets, length] = unescaped(text.slice(at + 1, Math.min(end, at + 4)));
			value += octets;
			at += length;
		} else if (next === '$' && quote === '"') {
			const found = variable.exec(text.slice(at, end));
			const [whole = next, braced, fallback, plain = braced] = found ?? [];
			const set = plain === undefined ? next : (env[plain] ?? fallback);
			if (plain !== undefined && set === undefined) unset.push(plain);
			value += set ?? '';
			at += whole.length - 1;
		} else value += next;
		at += 1;
	}
	return { from, to: at, value };
}

/** What stands behind a backslash, and how many characters of it were used. */
function unescaped(behind: string): readonly [octets: string, length: number] {
	const [, hex] = /^x([\da-f]{2})/iu.exec(behind) ?? [];
	if (hex !== undefined) return [String.fromCharCode(Number.parseInt(hex, 16)), 3];
	const first = behind.charAt(0);
	return [{ n: '\n', r: '\r', t: '\t' }[first] ?? first, 1];
}

/** `${NAME}`, `${NAME-default}`, `${NAME[*]}` or `$NAME`. */
const variable = /^\$(?:\{\.?([A-Za-z_]\w*)(?:\[\*\])?(?:-([^}"]*))?\}|([A-Za-z_]\w*))/u;
