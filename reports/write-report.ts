import { randomBytes } from 'node:crypto';
import { mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a report so that nobody ever reads half of one: into a temporary file beside it, then
 * renamed. Missing folders are made; a symbolic link stays one. What is no regular file
 * (`/dev/stdout`, a pipe) is written to directly.
 * @throws Error naming the path when it cannot be written; the earlier report is then untouched.
 */
export async function writeReport(
	path: string,
	text: string | AsyncIterable<string>,
): Promise<void> {
	try {
		await write(path, text);
	} catch (error) {
		throw new Error(`report cannot be written: ${path}: ${code(error)}`, { cause: error });
	}
}

async function write(path: string, text: string | AsyncIterable<string>): Promise<void> {
	const existing = await stat(path).catch(absent);
	if (existing !== null && !existing.isFile()) {
		await writeFile(path, text);
		return;
	}
	const target = existing === null ? path : await realpath(path);
	const folder = dirname(target);
	await makeFolder(folder);
	const temporary = join(folder, `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
	try {
		await writeFile(temporary, text, { flag: 'wx', ...(existing && { mode: existing.mode }) });
		await rename(temporary, target);
	} catch (error) {
		await rm(temporary, { force: true });
		throw error;
	}
}

/** One level at a time: in /proc Node's own recursive mkdir never returns (seen on Node 20). */
async function makeFolder(folder: string): Promise<void> {
	if ((await stat(folder).catch(absent)) !== null) return;
	await makeFolder(dirname(folder));
	await mkdir(folder).catch((error: unknown) => {
		if (code(error) !== 'EEXIST') throw error;
	});
}

function absent(error: unknown): null {
	if (code(error) === 'ENOENT') return null;
	throw error;
}

function code(error: unknown): string {
	if (error instanceof Error && 'code' in error) return String(error.code);
	return error instanceof Error ? error.message : String(error);
}
