/**
 * Says whether this tree may be released under a tag: `node scripts/release-check.mjs v0.1.0 URL`. The
 * tag is the version, the changelog has a date for it, and the package names the repository that it is
 * released from, since npm's provenance is refused otherwise. Needs nothing but Node.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , tag = '', repository = '', root = join(import.meta.dirname, '..')] = process.argv;
const { version, repository: named } = JSON.parse(read('package.json'));
const [, date] =
	new RegExp(`^## ${version.replaceAll('.', '\\.')} \\((.*)\\)$`, 'mu').exec(
		read('CHANGELOG.md'),
	) ?? [];
const url = (typeof named === 'string' ? named : (named?.url ?? ''))
	.replace(/^git\+/u, '')
	.replace(/\.git$/u, '');

const faults = [
	[tag !== `v${version}`, `the tag is ${tag}, package.json says ${version}`],
	[!/^\d{4}-\d\d-\d\d$/u.test(date ?? ''), `CHANGELOG.md has no date for ${version}`],
	[url === '', 'package.json names no repository: npm refuses provenance without one'],
	[url !== '' && url !== repository, `package.json names ${url}, this is ${repository}`],
].flatMap(([isFault, message]) => (isFault ? [message] : []));
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

function read(name) {
	return readFileSync(join(root, name), 'utf8');
}
