/** RULE and SELECTOR of the command line (`--accept-if`, `--reject-if`, `--reason-from`). */

export type Rule =
	| { readonly kind: 'status'; readonly from: number; readonly to: number; readonly text: string }
	| {
			readonly kind: 'header';
			readonly name: string;
			readonly value: string | null;
			readonly text: string;
	  }
	| {
			readonly kind: 'json';
			readonly path: readonly (string | number)[];
			/** Compared exactly; `undefined` asks for presence. */
			readonly value: unknown;
			readonly text: string;
	  }
	| { readonly kind: 'body'; readonly pattern: RegExp; readonly text: string }
	/** Matches where each of them does. The lab makes such; the command line has no way to write one. */
	| { readonly kind: 'all'; readonly rules: readonly [Rule, ...Rule[]]; readonly text: string };

export type Selector =
	| { readonly kind: 'header'; readonly name: string }
	| { readonly kind: 'json'; readonly path: readonly (string | number)[] }
	| { readonly kind: 'body'; readonly pattern: RegExp };

/** A rule that matches where each of these does. */
export function allOf(rules: readonly [Rule, ...Rule[]]): Rule {
	return { kind: 'all', rules, text: rules.map(({ text }) => text).join(' and ') };
}

/** Whether a rule or selector looks at the body: where none does, it need not be read. */
export function looksAtBody(it: Rule | Selector): boolean {
	switch (it.kind) {
		case 'status':
		case 'header':
			return false;
		case 'json':
		case 'body':
			return true;
		case 'all':
			return it.rules.some(looksAtBody);
	}
}
