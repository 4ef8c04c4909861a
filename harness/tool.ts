import { existsSync, readFileSync } from 'node:fs';

/** Name and version as in package.json. */
export const tool: { readonly name: string; readonly version: string } = readPackage(
	new URL('.', import.meta.url),
);

export const runtime = {
	node: process.versions.node,
	openssl: process.versions.openssl,
} as const;

/** Sources, compiled files and the bundle stand at different depths below package.json. */
function readPackage(folder: URL): { name: string; version: string } {
	const file = new URL('package.json', folder);
	if (!existsSync(file)) {
		const above = new URL('..', folder);
		if (above.href === folder.href) throw new Error('no package.json above the harness');
		return readPackage(above);
	}
	const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
	return { name: String(name), version: String(version) };
}
