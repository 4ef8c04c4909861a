/** What the regular expressions of an httpd config match, and paths that they match. Pure. */
import { pcre, samples } from '../config/pattern.ts';

/** A path that a pattern matches; `null` where none is found. */
export function pathOfPattern(pattern: string): string | null {
	const expression = pcre(pattern);
	if (expression === null) return null;
	const made = samples(expression);
	const tries = [
		'/',
		...made.map((it) => `/${it.replace(/^\/+/u, '')}`),
		...made.map((it) => `/index${it}`),
	];
	return tries.find((path) => isPlain.test(path) && expression.test(path)) ?? null;
}

/** Whether a pattern of a config matches; one that cannot be read matches nothing. */
export function patternMatches(pattern: string, text: string): boolean {
	return pcre(pattern)?.test(text) === true;
}

const isPlain = /^\/[\w\-./~%+:@=,;!$&'()*]*$/u;
