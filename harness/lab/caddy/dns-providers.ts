/** Modules for DNS challenges, which few Caddys have and no lab needs: its certificates are there. */
import type { Caddyfile } from './caddyfiles.ts';
import type { Token } from './tokens.ts';

/** What is left out of a Caddyfile, and a sentence for each. */
export interface LeftOut {
	readonly tokens: readonly Token[];
	readonly notes: readonly string[];
}

/** The lines that ask for the module of which Caddy says in its error that it has none. */
export function missingProvider(error: string, files: readonly Caddyfile[]): LeftOut {
	const [, provider] = /module not registered: dns\.providers\.([\w.-]+)/u.exec(error) ?? [];
	const found = files.flatMap(({ name, tokens }) =>
		tokens.flatMap((token, at) => {
			const isAsked =
				provider !== undefined &&
				(token.value === 'dns' || token.value === 'acme_dns') &&
				tokens[at - 1]?.line !== token.line &&
				tokens[at + 1]?.value === provider;
			if (!isAsked) return [];
			return [
				{
					tokens: directiveAt(tokens, at),
					note: `${name}:${token.line}: ${token.value} ${provider} is left out: the certificates are those of the lab`,
				},
			];
		}),
	);
	return {
		tokens: found.flatMap(({ tokens }) => tokens),
		notes: found.map(({ note }) => note),
	};
}

/** Its line, and the block that begins there. */
function directiveAt(tokens: readonly Token[], first: number): readonly Token[] {
	const { line } = tokens[first] ?? {};
	let depth = 0;
	let end = first;
	for (; end < tokens.length; end += 1) {
		const token = tokens[end];
		if (depth === 0 && token?.line !== line) break;
		if (token?.value === '{') depth += 1;
		if (token?.value === '}') depth -= 1;
	}
	return tokens.slice(first, end);
}
