/** Which file of a sandbox is the copy of which file of the user: they include in the same order. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { type WrittenDirective, writtenDirectives } from './written-directives.ts';

export interface Copied {
	/** The user's file. */
	readonly path: string;
	readonly user: string;
	readonly copy: string;
}

/** A file and its copy, and all that they include. `folder`: what stands for `/etc/nginx`. */
export function copiedFiles(path: string, copyPath: string, folder: string): readonly Copied[] {
	const [user, copy] = [readFileSync(path, 'utf8'), readFileSync(copyPath, 'utf8')];
	const theirs = includes(user);
	const ours = includes(copy);
	if (theirs.length !== ours.length) throw new Error(`${copyPath} includes something else`);
	const below = theirs.flatMap((pattern, index) => {
		const files = matching(pattern, folder);
		const copies = matching(ours[index] ?? '', dirname(copyPath));
		// Of a file that only nginx has (mime.types) there is nothing to compare.
		if (files.length === 0) return [];
		if (files.length !== copies.length) throw new Error(`${pattern}: ${copies.join(', ')}`);
		return files.flatMap((file, nth) => copiedFiles(file, copies[nth] ?? '', folder));
	});
	return [{ path, user, copy }, ...below];
}

function includes(text: string): readonly string[] {
	return writtenDirectives(text)
		.filter(({ name }: WrittenDirective) => name === 'include')
		.map((it) => /^include\s+"?([^";]+)"?\s*;$/u.exec(it.text)?.[1] ?? '');
}

function matching(pattern: string, folder: string): readonly string[] {
	const here = pattern.replace(/^\/etc\/nginx\//u, '');
	const path = isAbsolute(here) ? here : join(folder, here);
	if (!/[*[]/u.test(path)) return existsSync(path) ? [path] : [];
	const name = basename(path)
		.replaceAll('.', String.raw`\.`)
		.replaceAll('*', '.*');
	if (!existsSync(dirname(path))) return [];
	return readdirSync(dirname(path))
		.filter((it) => new RegExp(`^${name}$`, 'u').test(it))
		.toSorted()
		.map((it) => join(dirname(path), it));
}
