/** A value that fits a pattern of a condition. */
import { pcre, samples } from '../config/pattern.ts';
import { splitConverters, type Test } from './acl.ts';

/** How a sample is compared with the values behind it. */
export type Matching = 'str' | 'beg' | 'dir' | 'dom' | 'end' | 'sub' | 'reg' | 'other';

/** Of `-m`, else of the name of the sample (`path_beg`), else equality. */
export function matchingOf({ match, fetch, expression }: Test): Matching {
	const said = match ?? /_(beg|dir|dom|end|reg|str|sub)(?:\(|$)/u.exec(fetch)?.[1] ?? 'str';
	const inverted = splitConverters(expression).some((it) => /^(?:map|strcmp|len|hash)/u.test(it));
	return !inverted && isMatching(said) ? said : 'other';
}

function isMatching(text: string): text is Matching {
	return ['str', 'beg', 'dir', 'dom', 'end', 'sub', 'reg'].includes(text);
}

/** A path that such a value stands for; `null` where none is found. */
export function samplePath(value: string, matching: Matching): string | null {
	const bare = value.replaceAll(/^\/+|\/+$/gu, '');
	switch (matching) {
		case 'str':
		case 'beg':
			return rooted(value);
		case 'dir':
		case 'dom':
			return `/${bare}/`;
		case 'end':
			return value.startsWith('/') ? value : `/index${value}`;
		case 'sub':
			return rooted(value.startsWith('/') ? value : `/${value}`);
		case 'reg':
			return sampleOfExpression(value, (it) => rooted(it) !== null);
		case 'other':
			return null;
	}
}

/** A name that such a value stands for; `null` where none is found. */
export function sampleHost(value: string, matching: Matching): string | null {
	const name = (): string | null => {
		switch (matching) {
			case 'str':
			case 'dom':
			case 'sub':
				return value;
			case 'dir':
			case 'other':
				return null;
			case 'beg':
				return value.endsWith('.') ? `${value}example` : value;
			case 'end':
				return /^[.-]/u.test(value) ? `www${value}` : value;
			case 'reg':
				return sampleOfExpression(value, isHostName);
		}
	};
	const found = name()?.toLowerCase().replace(/:\d+$/u, '');
	return found !== undefined && isHostName(found) ? found : null;
}

/** Whether it may stand in a certificate and in a URL. */
export function isHostName(text: string): boolean {
	return text.length < 254 && /^[a-z\d_](?:[a-z\d_-]*[a-z\d_])?(?:\.[a-z\d_-]+)*$/iu.test(text);
}

function rooted(path: string | null): string | null {
	return path !== null && /^\/[\x21-\x7e]*$/u.test(path) ? path : null;
}

/** Text that a regular expression matches; `null` where none is found. */
function sampleOfExpression(source: string, isSample: (text: string) => boolean): string | null {
	const expression = pcre(source);
	if (expression === null) return null;
	return (
		samples(expression)
			.flatMap((it) => [it, `/${it}`, `${it}/`])
			.find((it) => isSample(it) && expression.test(it)) ?? null
	);
}
