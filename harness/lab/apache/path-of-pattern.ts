/** A path that a regular expression matches, for the plain ones that stand in configs. Pure. */

/** `null` where none is found. */
export function pathOfPattern(pattern: string): string | null {
	const { plain, ignoresCase } = readPattern(pattern);
	const matches = matcher(plain, ignoresCase);
	if (matches === null) return null;
	const made = sample(plain);
	const tries = ['/', `/${made.replace(/^\/+/u, '')}`, `/index${made}`];
	return tries.find((path) => isPlain.test(path) && matches(path)) ?? null;
}

/** Whether a pattern of a config matches; one that cannot be read matches nothing. */
export function patternMatches(pattern: string, text: string): boolean {
	const { plain, ignoresCase } = readPattern(pattern);
	return matcher(plain, ignoresCase)?.(text) === true;
}

/** PCRE has flags in front of the pattern, JavaScript has not. */
function readPattern(pattern: string): { readonly plain: string; readonly ignoresCase: boolean } {
	const [flags = ''] = /^\(\?[a-z]+\)/u.exec(pattern) ?? [];
	return { plain: pattern.slice(flags.length), ignoresCase: flags.includes('i') };
}

const isPlain = /^\/[\w\-./~%+:@=,;!$&'()*]*$/u;

function matcher(pattern: string, ignoresCase: boolean): ((path: string) => boolean) | null {
	try {
		const regex = new RegExp(pattern, ignoresCase ? 'i' : '');
		return (path) => regex.test(path);
	} catch {
		return null;
	}
}

/** The shortest that each part of the pattern lets through. */
function sample(pattern: string): string {
	let made = '';
	let at = 0;
	while (at < pattern.length) {
		const part = nextPart(pattern.slice(at));
		at += part.length;
		const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})[?+]?/u.exec(pattern.slice(at))?.[0] ?? '';
		at += quantifier.length;
		made += sampleOfPart(part).repeat(times(quantifier));
	}
	return made;
}

function times(quantifier: string): number {
	if (quantifier === '' || quantifier.startsWith('+')) return 1;
	const least = /^\{(\d+)/u.exec(quantifier)?.[1];
	return least === undefined ? 0 : Math.min(Number(least), 64);
}

/** One escape, class, group or character. */
function nextPart(rest: string): string {
	if (rest.startsWith('\\')) return rest.slice(0, 2);
	if (rest.startsWith('[')) return /^\[\^?\]?[^\]]*\]/u.exec(rest)?.[0] ?? rest.slice(0, 1);
	if (!rest.startsWith('(')) return rest.slice(0, 1);
	let depth = 0;
	for (let at = 0; at < rest.length; at += 1) {
		if (rest[at] === '\\') at += 1;
		else if (rest[at] === '(') depth += 1;
		else if (rest[at] === ')') {
			depth -= 1;
			if (depth === 0) return rest.slice(0, at + 1);
		}
	}
	return rest;
}

function sampleOfPart(part: string): string {
	if (part === '^' || part === '$') return '';
	if (part === '.') return 'x';
	if (part.startsWith('\\')) return escapes[part] ?? part.slice(1);
	if (part.startsWith('[')) return sampleOfClass(part);
	if (part.startsWith('(?!') || part.startsWith('(?<!')) return '';
	if (part.startsWith('(')) {
		const inside = part.slice(1, -1).replace(/^\?(?:<\w+>|P<\w+>|:|=|<=|[a-z]+:)/u, '');
		return sample(firstAlternative(inside));
	}
	return part;
}

function firstAlternative(inside: string): string {
	let at = 0;
	while (at < inside.length && inside[at] !== '|') at += nextPart(inside.slice(at)).length;
	return inside.slice(0, at);
}

function sampleOfClass(part: string): string {
	const matches = matcher(`^${part}$`, false);
	return Array.from('ax1A-_./').find((character) => matches?.(character) === true) ?? '';
}

const escapes: Readonly<Record<string, string>> = {
	'\\d': '1',
	'\\w': 'a',
	'\\s': ' ',
	'\\S': 'a',
	'\\D': 'a',
	'\\W': '-',
	'\\b': '',
	'\\B': '',
	'\\A': '',
	'\\z': '',
	'\\Z': '',
};
