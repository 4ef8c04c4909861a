/** Finds the files that a config names, on a machine that may not be the one it is for. */
import { existsSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';

/** Where names of a config lead to. */
export interface Places {
	/** Folders that may be the one of the config, likeliest first. */
	readonly folders: readonly string[];
	/** Where the nginx of this machine has its own config. */
	readonly system: string;
}

/**
 * Where the file may be, likeliest first. What is absolute and below a folder of nginx is looked for
 * beside the config first: in a checkout that is what it means.
 */
export function candidates(name: string, { folders, system }: Places): readonly string[] {
	if (!isAbsolute(name)) return [...folders, system].map((folder) => join(folder, name));
	const home = homes.find((it) => name.startsWith(`${it}/`));
	const isAtHome = home !== undefined && folders.some((it) => it === home);
	if (home === undefined || isAtHome) return [name];
	return [...folders.map((folder) => join(folder, relative(home, name))), name];
}

/** The file that the name means; `null` where there is none. */
export function findFile(name: string, places: Places): string | null {
	return candidates(name, places).find((it) => existsSync(it)) ?? null;
}

/** Where packages and images of nginx have their config. */
const homes = [
	'/etc/nginx',
	'/usr/local/nginx/conf',
	'/usr/local/openresty/nginx/conf',
	'/usr/local/etc/nginx',
	'/opt/homebrew/etc/nginx',
	'/opt/bitnami/nginx/conf',
];
