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
	| { readonly kind: 'body'; readonly pattern: RegExp; readonly text: string };

export type Selector =
	| { readonly kind: 'header'; readonly name: string }
	| { readonly kind: 'json'; readonly path: readonly (string | number)[] }
	| { readonly kind: 'body'; readonly pattern: RegExp };
