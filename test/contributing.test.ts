/** CONTRIBUTING.md says how to add a variant: its steps are carried out here as they are written. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { findVariant } from '../fixtures/catalogue.ts';
import { serverAvailable } from './servers/available.ts';
import { neutralEnvironment } from './run-cli.ts';

describe('add a variant in five steps', () => {
	const root = fileURLToPath(new URL('..', import.meta.url));
	const steps = readSteps(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8'));
	const [, object = '', docs = '', checks = '', demo = ''] = steps.map(({ block }) => block);
	const { path, text, id } = readObject(object);
	const folder = mkdtempSync(join(tmpdir(), 'mtls-gauntlet-contributing-'));
	after(() => rmSync(folder, { recursive: true, force: true }));

	before(() => {
		for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
		symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
		const source = readFileSync(join(folder, path), 'utf8');
		const end = source.lastIndexOf('\n];');
		// Those of the whole tree are for `npm run check`.
		const types = { extends: join(root, 'tsconfig.json'), include: ['fixtures'] };
		writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(types));
		writeFileSync(join(folder, path), `${source.slice(0, end + 1)}${text}${source.slice(end + 1)}`);
	});

	it('are five, and about a variant that is not there yet', () => {
		expect(steps.map(({ number }) => number)).to.deep.equal([1, 2, 3, 4, 5]);
		expect(id).to.match(/^[a-z-]+\/[a-z-]+$/u);
		expect(findVariant(id)).to.equal(undefined);
	});

	it('lead nowhere without the third: the documents are stale', async () => {
		const { code, output } = await sh('npx tsx scripts/docs.ts --check', folder);
		expect(code).to.equal(1);
		const page = `docs/catalogue/${id.replace(/\/.*/u, '')}.md`;
		expect(output.match(/^\S+(?= is stale)/gmu)).to.deep.equal([page, 'README.md']);
	});

	it('write a page for it', async () => {
		for (const { command, exit } of commands(docs)) {
			expect(await sh(command, folder)).to.include({ code: exit });
		}
		const page = join(folder, 'docs', 'catalogue', `${id.replace(/\/.*/u, '')}.md`);
		expect(readFileSync(page, 'utf8')).to.contain(`\n## ${id}\n`);
		expect(readFileSync(join(folder, 'README.md'), 'utf8')).to.contain(`[\`${id}\`](docs/`);
	});

	it('hold it against types, twin, catalogue and OpenSSL', async function verified() {
		const all = await Promise.all(
			commands(checks).map(async (it) => ({ ...it, ...(await sh(it.command, folder)) })),
		);
		for (const { command, exit, code, output } of all) {
			expect(code, `${command}\n${output}`).to.equal(exit);
			if (!command.includes('mocha')) continue;
			const said = stripVTControlCharacters(output);
			expect(said).to.match(/\b(?:1\d|[8-9]) passing/u);
			if (serverAvailable('openssl')) expect(said).to.match(/✔ says CERT_HAS_EXPIRED of/u);
		}
	});

	it('see it find something, and it is listed', async () => {
		const all = await Promise.all([
			...commands(demo).map(async (it) => ({ ...it, ...(await sh(it.command, folder)) })),
			sh('npx tsx harness/cli/bin.ts list', folder).then((it) => ({ exit: 0, command: '', ...it })),
		]);
		expect(all).to.have.lengthOf(3);
		for (const { exit, code, output } of all) {
			expect(output).to.contain(id);
			expect(code, output).to.equal(exit);
		}
	});
});

interface Step {
	readonly number: number;
	/** What stands in its fenced block; nothing where it has none. */
	readonly block: string;
}

function readSteps(markdown: string): readonly Step[] {
	const [, section = ''] = /\n## Add a variant in five steps\n([^]*?)\n## /u.exec(markdown) ?? [];
	return section
		.split(/^### /mu)
		.slice(1)
		.map((step) => {
			const blocks = [...step.matchAll(/^```(?:ts|sh)\n([^]*?)^```$/gmu)].map(([, it = '']) => it);
			expect(blocks.length, step).to.be.at.most(1);
			return { number: Number.parseInt(step, 10), block: blocks[0] ?? '' };
		});
}

/** The first line says where the object belongs. */
function readObject(block: string): Record<'path' | 'text' | 'id', string> {
	const [, path = '', text = ''] =
		/^\/\/ (\S+): one more object in the array\n([^]+)$/u.exec(block) ?? [];
	const [, id = ''] = /\tid: '([^']+)',/u.exec(text) ?? [];
	return { path, text, id };
}

/** A line each; a comment may say how it ends. */
function commands(block: string): readonly { readonly command: string; readonly exit: number }[] {
	return block
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => {
			const [command = '', comment = ''] = line.split(/\s+# /u);
			const [, exit = '0'] = /^exit (\d+)\b/u.exec(comment) ?? [];
			return { command, exit: Number(exit) };
		});
}

function sh(
	command: string,
	cwd: string,
): Promise<{ readonly code: number | null; readonly output: string }> {
	const PATH = [join(cwd, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
	const env = { ...neutralEnvironment(), PATH };
	return new Promise((resolve) => {
		const child = execFile(
			'sh',
			// npx looks there first, and takes its time.
			['-c', `npx() { "$@"; }; ${command}`],
			{ cwd, env, maxBuffer: 2 ** 26 },
			(_, stdout, stderr) => resolve({ code: child.exitCode, output: stdout + stderr }),
		);
	});
}

/** The sources, and of the tests those that look at the catalogue. */
const copied = [
	...['fixtures', 'harness', 'reports', 'scripts', 'suites', 'docs', 'README.md'],
	...['package.json', '.oxfmtrc.json'],
	...['test/fixtures', 'test/servers', 'test/.mocharc.json'],
];
