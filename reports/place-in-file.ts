/** Where in the user's own files a finding is to be mended. */
import { posix } from 'node:path';
import { type Finding, type Run, waiverFamily } from '../harness/finding.ts';
import type { ReportOptions } from './reporter.ts';

/** A file as seen from the root of the repository, and a line from 1 where that is known. */
export interface PlaceInFile {
	readonly file: string;
	readonly line: number | null;
}

/** A finding, or what is about a place only. */
export type Placed = Pick<Finding, 'target' | 'path'> & { readonly family?: string };

/**
 * The line that routes the path, where a lab read the config; else that of the config file that names
 * the target. What is about waivers is in their file. `null` where the user has no file.
 */
export function placeInFile(
	{ targets, waivers }: Pick<Run, 'targets' | 'waivers'>,
	{ target, path, family }: Placed,
	{ file, lines, folder = '' }: Pick<ReportOptions, 'file' | 'lines' | 'folder'>,
): PlaceInFile | null {
	if (family === waiverFamily && waivers !== undefined) {
		return { file: fromRoot(waivers.file, folder), line: null };
	}
	const locations = targets.find(({ url }) => url === target)?.locations ?? [];
	const written = new Set(locations.filter((it) => it.path === path).map(({ where }) => where));
	// Several locations of one path, in several servers: nothing says which of them answered.
	const [where = ''] = written.size === 1 ? written : [];
	const [, name, line] = /^(.+):([1-9]\d{0,8})$/u.exec(where) ?? [];
	if (name !== undefined) return { file: fromRoot(name, folder), line: Number(line) };
	return file === undefined ? null : { file, line: lines?.get(target) ?? null };
}

/** Labs and options name files from the current folder. */
function fromRoot(name: string, folder: string): string {
	const path = name.replaceAll('\\', '/');
	return posix.isAbsolute(path) ? path : posix.join(folder, path);
}
