/** The files of the user's that a script consists of: its own modules, not those of packages. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isFile } from '../config/on-this-machine.ts';

/**
 * The script and what it imports by relative names, and so on, as far as the text of the files says
 * it: absolute paths, the script first.
 */
export function loadedFiles(script: string): readonly string[] {
	const files = new Set([script]);
	for (const file of files) {
		if (!sourceFile.test(file) || files.size > mostFiles) continue;
		for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(importedName)) {
			const imported = moduleFile(resolve(dirname(file), name));
			if (imported !== null && !imported.includes('/node_modules/')) files.add(imported);
		}
	}
	return [...files];
}

/** The file that a module name without or with another ending means; `null` where there is none. */
function moduleFile(path: string): string | null {
	const asTypeScript = path.replace(/\.([cm]?)js$/u, '.$1ts');
	const candidates = [
		path,
		asTypeScript,
		...['.js', '.cjs', '.mjs', '.ts', '.json'].map((ending) => path + ending),
		...['index.js', 'index.ts'].map((name) => join(path, name)),
	];
	return candidates.find(isFile) ?? null;
}

const sourceFile = /\.[cm]?[jt]sx?$/u;
const importedName =
	/(?:\bfrom|\bimport|\brequire|\bimport\s*\(|\brequire\s*\()\s*['"](\.{1,2}\/[^'"\n]+)['"]/gu;
const mostFiles = 1000;
