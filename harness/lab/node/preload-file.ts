import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The module that the server's process loads first. It is plain JavaScript, the same in the sources
 * and in what is published.
 */
export function preloadFile(): string {
	return fileURLToPath(found(new URL('.', import.meta.url)));
}

/** A bundle stands at another depth than sources and compiled files do. */
function found(folder: URL): URL {
	for (const base of ['', 'dist/']) {
		const file = new URL(`${base}harness/lab/node/preload/preload.cjs`, folder);
		if (existsSync(file)) return file;
	}
	const above = new URL('..', folder);
	if (above.href === folder.href) throw new Error('no preload beside the harness');
	return found(above);
}
