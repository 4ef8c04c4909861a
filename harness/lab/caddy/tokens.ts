/** The tokens of a Caddyfile, with their places. */

/** A word of a Caddyfile. */
export interface Token {
	/** Offset of its first character, quotes included. */
	readonly from: number;
	/** Offset behind its last character. */
	readonly to: number;
	/** Counted from 1. */
	readonly line: number;
	/** Without quotes. */
	readonly value: string;
}

/** Splits a Caddyfile as Caddy's lexer does: `"…"`, `` `…` `` and bare words; `#` begins a comment. */
export function tokensOf(text: string): readonly Token[] {
	const tokens: Token[] = [];
	let line = 1;
	for (const found of text.matchAll(pattern)) {
		const [whole, comment, quoted, raw] = found;
		if (comment === undefined) {
			const value = quoted?.replaceAll(String.raw`\"`, '"') ?? raw ?? whole;
			tokens.push({ from: found.index, to: found.index + whole.length, line, value });
		}
		line += whole.split('\n').length - 1;
	}
	return tokens.filter(({ value, from, to }) => value.trim() !== '' || to - from > value.length);
}

/** Blanks are matched, too: they hold the line ends. */
const pattern = /(#[^\n]*)|"((?:\\"|[^"])*)"|`([^`]*)`|(?:\\\n|\S)+|\s+/gu;

/** `{$NAME}` and `{$NAME:default}` filled in, as Caddy does before it parses. */
export function withVariables(
	text: string,
	env: Readonly<Record<string, string | undefined>>,
): string {
	return text.replaceAll(
		/\{\$([^}:]+)(?::([^}]*))?\}/gu,
		(_, name: string, fallback: string | undefined) => env[name] || (fallback ?? ''),
	);
}

/** Variables that have neither value nor default, with the line of their first use. */
export function unsetVariables(
	text: string,
	env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, number> {
	const unset = new Map<string, number>();
	for (const [index, line] of text.split('\n').entries()) {
		for (const [, name = ''] of line.matchAll(/\{\$([^}:]+)\}/gu)) {
			if (!env[name] && !unset.has(name)) unset.set(name, index + 1);
		}
	}
	return unset;
}
