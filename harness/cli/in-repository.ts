import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Io } from './io.ts';

/** Where a file and the current folder are in the user's repository; CI systems know no other names. */
export interface InRepository {
	readonly file?: string;
	readonly folder: string;
}

/** A file outside the repository keeps the name that it was given. */
export function inRepository(
	file: string | null,
	{ cwd, env }: Pick<Io, 'cwd' | 'env'>,
): InRepository {
	const root = checkout(cwd) ?? workspace(cwd, env) ?? cwd;
	const folder = below(root, cwd) ?? '';
	return file === null ? { folder } : { folder, file: below(root, resolve(cwd, file)) ?? file };
}

/** The nearest folder that git knows. */
function checkout(folder: string): string | null {
	if (existsSync(join(folder, '.git'))) return folder;
	const above = dirname(folder);
	return above === folder ? null : checkout(above);
}

/** What GitHub, GitLab, Azure or Jenkins checked out. */
function workspace(cwd: string, env: Io['env']): string | null {
	const names = ['GITHUB_WORKSPACE', 'CI_PROJECT_DIR', 'BUILD_SOURCESDIRECTORY', 'WORKSPACE'];
	const roots = names.map((name) => env[name] ?? '').filter((root) => isAbsolute(root));
	return roots.find((root) => below(root, cwd) !== null) ?? null;
}

/** The path from a folder down to what is in it, with slashes; `null` where it is elsewhere. */
function below(root: string, path: string): string | null {
	const name = relative(root, path);
	return name === '..' || name.startsWith(`..${sep}`) || isAbsolute(name)
		? null
		: name.replaceAll(sep, '/');
}
