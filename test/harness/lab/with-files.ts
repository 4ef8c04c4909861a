import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Names of files below a folder, and what they hold. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** Writes files into a new folder; says where it is. */
export function writeFiles(files: Files): string {
	const folder = mkdtempSync(join(tmpdir(), 'mtls-gauntlet-test-'));
	for (const [name, contents] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), contents);
	}
	return folder;
}

/** Writes files into a folder of their own for as long as it is used. */
export async function withFiles<T>(
	files: Files,
	use: (folder: string) => T | Promise<T>,
): Promise<T> {
	const folder = writeFiles(files);
	try {
		return await use(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
