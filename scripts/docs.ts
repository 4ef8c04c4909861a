/**
 * Writes the pages of the catalogue and its table in the README. With `--check` it writes nothing,
 * names the files that are stale and exits 1.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue, families } from '../fixtures/catalogue.ts';
import { family } from '../fixtures/variant.ts';
import { familyPage } from './docs/family-page.ts';
import { matrixPage } from './docs/matrix-page.ts';
import { withCatalogue } from './docs/readme-table.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join('docs', 'catalogue');

const wanted = new Map<string, string>(
	families.map((name) => [
		join(folder, `${name}.md`),
		familyPage(
			name,
			catalogue.filter((it) => family(it) === name),
		),
	]),
);
wanted.set(join('docs', 'servers.md'), matrixPage());
const readme = read('README.md');
const renewed = readme === null ? null : withCatalogue(readme, catalogue);
if (renewed !== null) wanted.set('README.md', renewed);

const stale = [...wanted].filter(([path, text]) => read(path) !== text);
const orphans = pages().filter((path) => !wanted.has(path));

if (process.argv.includes('--check')) {
	for (const path of [...stale.map(([path]) => path), ...orphans]) {
		console.error(`${path} is stale: run npx tsx scripts/docs.ts`);
		process.exitCode = 1;
	}
} else {
	mkdirSync(join(root, folder), { recursive: true });
	for (const [path, text] of stale) writeFileSync(join(root, path), text);
	for (const path of orphans) rmSync(join(root, path));
}

function read(path: string): string | null {
	const absolute = join(root, path);
	return existsSync(absolute) ? readFileSync(absolute, 'utf8') : null;
}

function pages(): readonly string[] {
	if (!existsSync(join(root, folder))) return [];
	return readdirSync(join(root, folder)).map((name) => join(folder, name));
}
