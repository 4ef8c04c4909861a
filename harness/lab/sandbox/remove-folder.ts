import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Removes a folder and all that is in it, also where a server took the right to write away. */
export function removeFolder(folder: string): void {
	try {
		rmSync(folder, { recursive: true, force: true });
	} catch {
		try {
			openUp(folder);
			rmSync(folder, { recursive: true, force: true });
		} catch {
			// What is somebody else's by now is left to whoever started it.
		}
	}
}

function openUp(folder: string): void {
	chmodSync(folder, 0o700);
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		if (entry.isDirectory()) openUp(join(folder, entry.name));
	}
}
