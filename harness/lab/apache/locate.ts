/** Where the names of files in a config lead, also where it lies elsewhere than on its server. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** What relative names start from. */
export interface Places {
	/** `ServerRoot` as the config has it, or that of the program. */
	readonly root: string;
	/** Absolute path of the main file. */
	readonly main: string;
}

/**
 * Every place that a name may mean, the likeliest first. A config that lies outside of its
 * `ServerRoot` was copied from there: what lies beside the copy is meant before what this machine has.
 */
export function candidates(name: string, { root, main }: Places): readonly string[] {
	const folder = dirname(main);
	const own = isAbsolute(name) ? name : join(root, name);
	if (isWithin(main, root)) return [own];
	const inside = isAbsolute(name) ? (isWithin(name, root) ? relative(root, name) : null) : name;
	if (inside === null) return [own];
	return [resolve(folder, inside), resolve(folder, '..', inside), own];
}

/** The first of the places where something is; else the one on the server itself. */
export function locate(name: string, places: Places): string {
	const all = candidates(name, places);
	const isThere = all.find((path) => existsSync(path));
	return isThere ?? (isAbsolute(name) ? name : join(places.root, name));
}

/** Files that `Include` means: wildcards in every part of the path, a folder is all that is in it. */
export function includedFiles(name: string, places: Places): readonly string[] {
	for (const path of candidates(name, places)) {
		const found = matching(path);
		if (found.length > 0) return found;
	}
	return [];
}

/** Whether a path is the folder or below it. */
export function isWithin(path: string, folder: string): boolean {
	const way = relative(folder, path);
	return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function matching(path: string): readonly string[] {
	let found = ['/'];
	for (const part of path.split('/').filter((it) => it !== '')) {
		found = found.flatMap((folder) =>
			/[*?[]/u.test(part)
				? names(folder)
						.filter((name) => wildcard(part).test(name))
						.map((name) => join(folder, name))
				: [join(folder, part)].filter((it) => existsSync(it)),
		);
	}
	return found.flatMap(filesOf);
}

function filesOf(path: string): readonly string[] {
	if (!existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	return names(path).flatMap((name) => filesOf(join(path, name)));
}

function names(folder: string): readonly string[] {
	try {
		return readdirSync(folder).toSorted();
	} catch {
		return [];
	}
}

/** fnmatch(3) as httpd calls it: a dot at the beginning is matched by a dot only. */
function wildcard(pattern: string): RegExp {
	const source = pattern.replaceAll(/\[[^\]]*\]|[\s\S]/gu, (part) => {
		if (part === '*') return '.*';
		if (part === '?') return '.';
		if (part.startsWith('[') && part.length > 1) return part.replace(/^\[!/u, '[^');
		return part.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
	});
	return new RegExp(`^${/^[*?[]/u.test(pattern) ? '(?!\\.)' : ''}${source}$`, 'u');
}
