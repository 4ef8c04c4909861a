import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { literally } from './pattern.ts';

/** Whether servers take the name for a pattern: nginx by `strpbrk(name, "*?[")`. */
export function isPattern(name: string): boolean {
	return /[*?[]/u.test(name);
}

/** The files that an absolute pattern fits, in the order of glob(3) in the C locale. */
export function glob(pattern: string): readonly string[] {
	let found = ['/'];
	for (const segment of pattern.split('/').filter((it) => it !== '')) {
		found = found.flatMap((folder) =>
			isPattern(segment) ? entries(folder, segment) : [join(folder, segment)],
		);
	}
	return found
		.filter(isThere)
		.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
}

function entries(folder: string, segment: string): string[] {
	const fits = new RegExp(`^${expression(segment)}$`, 'su');
	try {
		return readdirSync(folder)
			.filter((name) => fits.test(name) && (!name.startsWith('.') || segment.startsWith('.')))
			.map((name) => join(folder, name));
	} catch {
		// No folder, or not for us to read: nothing fits.
		return [];
	}
}

function expression(segment: string): string {
	return segment.replaceAll(/\[[!^]?\]?[^\]]*\]|./gsu, (part) => {
		if (part === '*') return '[^/]*';
		if (part === '?') return '[^/]';
		if (part.length > 1 && part.startsWith('[')) {
			const [, not = '', set = ''] = /^\[([!^]?)(.*)\]$/su.exec(part) ?? [];
			return `[${not === '' ? '' : '^'}${set.replaceAll(/[\\[\]]/gu, String.raw`\$&`)}]`;
		}
		return literally(part);
	});
}

function isThere(path: string): boolean {
	try {
		statSync(path);
		return true;
	} catch {
		return false;
	}
}
