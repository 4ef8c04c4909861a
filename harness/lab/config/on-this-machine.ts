/** What is on this machine of the files that a config names. */
import { readFileSync, type Stats, statSync } from 'node:fs';

/** Whether there is such a file. */
export function isFile(path: string): boolean {
	return statsOf(path)?.isFile() ?? false;
}

/** Whether there is such a folder. */
export function isFolder(path: string): boolean {
	return statsOf(path)?.isDirectory() ?? false;
}

/** What a file holds; `undefined` where there is none, or none for us to read. */
export function textOf(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}

/** Also a name that can be none (ENAMETOOLONG, ENOTDIR) is of nothing. */
function statsOf(path: string): Stats | undefined {
	try {
		return statSync(path);
	} catch {
		return undefined;
	}
}
