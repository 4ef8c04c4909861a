/** The projects of examples/, with the package as it is published: they hold, and notice a weak server. */
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { command, packed } from './packed.ts';
import { temporaryFolder } from './run-cli.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/**
 * What makes the server of an example weak, and which variant is to notice. Jest is told like Vitest,
 * and the assertions of chai have tests of their own: `null`.
 */
const verifies = ['rejectUnauthorized: true', 'rejectUnauthorized: false'] as const;
const weaknesses: Readonly<Record<string, Weakness | null>> = {
	vitest: { file: 'server.js', change: verifies, id: 'presence/no-certificate' },
	jest: null,
	'mocha-chai': null,
	'own-variants': {
		...{ file: 'server.js', id: 'acme/office-client' },
		change: ["subject?.OU === 'warehouse'", 'subject !== null'],
	},
};
interface Weakness {
	readonly file: string;
	readonly change: readonly [from: string, to: string];
	readonly id: string;
}
const bin = 'node_modules/mtls-gauntlet/dist/harness/cli/bin.js';
const folder = temporaryFolder();
after(() => folder.remove());

describe('the example project', function examples() {
	this.timeout(300_000);
	before(async () => install((await packed()).archive));

	for (const [name, weakness] of Object.entries(weaknesses)) {
		it(`${name}: type-checks and passes`, async () => {
			const sound = copyOf(name);
			await Promise.all([
				command('npm', ['run', '--silent', 'types'], sound),
				command('npm', ['test', '--silent'], sound),
			]);
		});

		if (weakness === null) continue;
		const { file, change, id } = weakness;
		it(`${name}: fails on a weak server, and says why`, async () => {
			const weak = copyOf(name, 'weak');
			const code = readFileSync(join(weak, file), 'utf8');
			expect(code).to.contain(change[0]);
			writeFileSync(join(weak, file), code.replace(...change));
			const failure = await command('npm', ['test', '--silent'], weak).then(
				() => 'it passes',
				(error: unknown) => stripVTControlCharacters(String(error)),
			);
			expect(failure)
				.to.contain(`expected ${id} over TLSv1.3 to conform`)
				.and.to.match(/observed: accept: /u)
				.and.to.match(/fix: /u);
		});
	}

	it('own-variants: has a suite for the command line', async () => {
		const listed = copyOf('own-variants', 'listed');
		// Not every Node that is tested reads TypeScript by itself.
		const args = ['--import=tsx', bin, 'list', '--suite', 'smoke'];
		const { stdout } = await command(process.execPath, args, listed);
		expect(stdout.match(/^\S+/gmu)).to.deep.equal([
			'presence/no-certificate',
			...['acme/nameless-printer', 'acme/office-client'],
		]);
	});

	it('docs/library.md: its code type-checks, too', async () => {
		const copy = copyOf('vitest', 'page');
		const page = readFileSync(join(root, 'docs/library.md'), 'utf8');
		const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gmsu)].map(([, code = '']) => code);
		expect(blocks).to.have.length.above(3);
		for (const [index, code] of blocks.entries()) writeFileSync(join(copy, `${index}.ts`), code);
		await command('npm', ['run', '--silent', 'types'], copy);
	});

	it('is in the table of the README', () => {
		const readme = readFileSync(join(root, 'examples/README.md'), 'utf8');
		for (const name of Object.keys(weaknesses)) expect(readme).to.contain(`[${name}](${name})`);
	});
});

/** The package as it was packed, beside everything that an example needs of the checkout. */
async function install(archive: string): Promise<void> {
	const modules = folder.path('node_modules');
	const own = join(modules, 'mtls-gauntlet');
	mkdirSync(own, { recursive: true });
	mkdirSync(join(modules, '.bin'));
	const installed = join(root, 'node_modules');
	const commands = readdirSync(join(installed, '.bin')).map((name) => join('.bin', name));
	const packages = readdirSync(installed).filter((name) => !name.startsWith('.'));
	for (const name of [...packages, ...commands]) {
		symlinkSync(join(installed, name), join(modules, name), 'junction');
	}
	symlinkSync(join(own, 'dist/harness/cli/bin.js'), join(modules, '.bin/mtls-gauntlet'));
	const unpack = ['-xzf', archive, '--strip-components=1', '-C', own];
	await command('tar', unpack, root);
}

function copyOf(name: string, suffix = 'sound'): string {
	const copy = folder.path(`${name}-${suffix}`);
	cpSync(join(root, 'examples', name), copy, { recursive: true });
	symlinkSync(folder.path('node_modules'), join(copy, 'node_modules'), 'junction');
	return copy;
}
