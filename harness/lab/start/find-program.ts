import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { LabGround } from '../lab.ts';

/**
 * Where a server's program is: the one that the user names, else the first of these names that is
 * found. What is nowhere is given back as it was named.
 */
export function findProgram(
	{ binary, env, cwd }: Pick<LabGround, 'binary' | 'env' | 'cwd'>,
	...names: readonly [string, ...string[]]
): string {
	if (binary !== null) {
		const named = resolve(cwd, binary);
		const isPath = existsSync(named) || binary.includes('/');
		return isPath ? named : (inFolders(binary, env) ?? named);
	}
	for (const name of names) {
		const found = inFolders(name, env);
		if (found !== null) return found;
	}
	return names[0];
}

function inFolders(name: string, env: LabGround['env']): string | null {
	const onPath = (env['PATH'] ?? '').split(delimiter).filter((it) => it !== '');
	const paths = [...onPath, ...serverFolders].map((folder) => join(folder, name));
	return paths.find((path) => existsSync(path)) ?? null;
}

/** Debian and Fedora keep servers in sbin folders, which are not on everybody's PATH. */
const serverFolders = ['/usr/sbin', '/usr/local/sbin', '/sbin', '/usr/local/apache2/bin'];
