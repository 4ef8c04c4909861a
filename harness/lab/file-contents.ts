import { readFile } from 'node:fs/promises';

/** Files of a config and what they held when it was read: path → contents. */
export type FileContents = ReadonlyMap<string, string>;

/** What the files hold now; what cannot be read holds nothing. */
export async function fileContents(files: Iterable<string>): Promise<FileContents> {
	const read = [...files].map(
		async (file) => [file, await readFile(file, 'latin1').catch(() => '')] as const,
	);
	return new Map(await Promise.all(read));
}
