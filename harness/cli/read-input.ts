import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MaterialError, type MaterialFile } from '../../fixtures/pki/material-error.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Reads a file that an option names. The only place that reads what the user has. `mostMebibytes`:
 * what such a file may have.
 * @throws UsageError when it is missing, unreadable, a directory or far too large.
 */
export async function readInput(
	option: string,
	path: string,
	cwd: string,
	mostMebibytes = 16,
): Promise<MaterialFile> {
	// Whoever passes the contents of a key must not find them in a log.
	if (path.includes('-----BEGIN') || path.includes('\n')) {
		throw new UsageError(`${option}: the contents of a file were given, not its name`, fileHint);
	}
	const label = `${option} ${path}`;
	const absolute = resolve(cwd, path);
	try {
		const { size } = await stat(absolute);
		if (size > mostMebibytes * 1024 * 1024) {
			throw new UsageError(`${label}: larger than ${mostMebibytes} MiB`, `looked at ${absolute}`);
		}
		return { label, contents: await readFile(absolute) };
	} catch (error) {
		if (error instanceof UsageError) throw error;
		throw new UsageError(`${label}: ${trouble(error)}`, `looked for ${absolute}`, { cause: error });
	}
}

/** Turns what fixtures say of the user's material into a usage error. */
export async function asUsage<T>(load: () => T | Promise<T>): Promise<T> {
	try {
		return await load();
	} catch (error) {
		if (!(error instanceof MaterialError)) throw error;
		throw new UsageError(error.message, error.hint, { cause: error });
	}
}

function trouble(error: unknown): string {
	const { code } = error as NodeJS.ErrnoException;
	switch (code) {
		case 'ENOENT':
		case 'ENOTDIR':
			return 'no such file';
		case 'EACCES':
		case 'EPERM':
			return 'permission denied';
		case 'EISDIR':
			return 'is a directory, a file was expected';
		default:
			return `cannot be read (${code ?? 'unknown error'})`;
	}
}

const fileHint = 'write it to a file, or use process substitution: <(…)';
