import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Name and version as in package.json, which stands one folder higher once compiled. */
export const tool: { readonly name: string; readonly version: string } = readPackage();

export const runtime = {
	node: process.versions.node,
	openssl: process.versions.openssl,
} as const;

function readPackage(): { name: string; version: string } {
	const here = ['../package.json', '../../package.json'].find((path) =>
		existsSync(fileURLToPath(new URL(path, import.meta.url))),
	);
	const found: unknown = createRequire(import.meta.url)(here ?? '../package.json');
	if (typeof found !== 'object' || found === null) throw new Error('package.json is no object');
	const { name, version } = found as { name?: unknown; version?: unknown };
	return { name: String(name), version: String(version) };
}
