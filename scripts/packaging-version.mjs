/**
 * Writes a new version into everything that names the package by its version: Action, component, image,
 * examples and docs. `npm version` runs it before it commits; the tests hold all of them to package.json.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { npm_old_version: old, npm_new_version: now } = process.env;
if (!old || !now) {
	console.error('run by: npm version');
	process.exit(2);
}
const folders = ['examples/github', 'examples/gitlab', 'examples/jenkins', 'examples/pre-commit'];
const files = [
	...['action.yml', 'templates/mtls-gauntlet.yml', 'Dockerfile', 'docs/ci.md'],
	'examples/azure-pipelines.yml',
	...folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name))),
];
const named = new RegExp(
	String.raw`(?<=mtls-gauntlet@v?|rev: v|default: |\.version=")${old.replaceAll('.', String.raw`\.`)}(?![\w.]*\d)`,
	'gu',
);
for (const file of files) {
	const text = readFileSync(file, 'utf8');
	const changed = text.replaceAll(named, now);
	if (changed === text) continue;
	writeFileSync(file, changed);
	console.log(file);
}
