/** Where the names of files in a config lead, also where it lies elsewhere than on its server. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { glob } from '../config/glob.ts';

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
	// What the server has in `conf/` may lie beside the copy without that folder.
	const flat = inside.replace(/^conf\//u, '');
	const beside = [inside, join('..', inside), flat].map((it) => resolve(folder, it));
	return [...new Set([...beside, own])];
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
		const found = glob(path).flatMap(filesOf);
		if (found.length > 0) return found;
	}
	return [];
}

/** Whether a path is the folder or below it. */
export function isWithin(path: string, folder: string): boolean {
	const way = relative(folder, path);
	return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
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
