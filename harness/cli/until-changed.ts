import { unwatchFile, watchFile } from 'node:fs';
import { type FileContents, fileContents } from '../lab/file-contents.ts';

/**
 * Resolves `true` when one of the files holds something else than it did, `false` when the signal
 * aborts. Editors replace files in place of writing them, so names are watched.
 */
export async function untilChanged(known: FileContents, signal: AbortSignal): Promise<boolean> {
	const files = [...known.keys()];
	let look = (): void => {};
	let end = (): void => {};
	const changed = new Promise<boolean>((resolve, reject) => {
		look = () => {
			fileContents(files)
				.then((now) => files.some((file) => now.get(file) !== known.get(file)))
				.then((isChanged) => isChanged && resolve(true))
				.catch(reject);
		};
		end = () => resolve(false);
	});
	signal.addEventListener('abort', end, { once: true });
	for (const file of files) watchFile(file, { interval: 200 }, look);
	try {
		if (signal.aborted) return false;
		// A change before watchFile's first look is none to it.
		look();
		return await changed;
	} finally {
		for (const file of files) unwatchFile(file, look);
		signal.removeEventListener('abort', end);
	}
}
