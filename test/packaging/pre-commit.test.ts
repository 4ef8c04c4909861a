/** The hooks, run by pre-commit itself: it installs them from a repository and gives them the files. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { parse } from 'yaml';
import { bundledCli } from '../bundled-cli.ts';
import { neutralEnvironment, temporaryFolder } from '../run-cli.ts';
import { describeWithServer, serverAvailable } from '../servers/available.ts';
import { execute } from './action-runner.ts';
import { sampleConfigs } from './sample-configs.ts';
import type { ScriptResult } from './workflow-runner.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = temporaryFolder();
const [hooks, home] = [folder.path('hooks'), folder.path('repository')];
const env = {
	...neutralEnvironment(),
	...{ PRE_COMMIT_HOME: folder.path('pre-commit'), GIT_CONFIG_GLOBAL: '/dev/null' },
	...{ GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example', GIT_CONFIG_NOSYSTEM: '1' },
	...{ GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example', npm_config_offline: 'true' },
};

describe('the hooks for pre-commit', function theHooks() {
	this.timeout(120_000);
	after(() => folder.remove());

	it('take several files, one process after the other, and only configs', () => {
		const list = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as Hook[];
		expect(list.map(({ id }) => id)).to.deep.equal([
			...['mtls-gauntlet-nginx', 'mtls-gauntlet-haproxy'],
		]);
		for (const hook of list) expect(hook).to.include({ language: 'node', require_serial: true });
		const pattern = new RegExp(list[0]?.files ?? '', 'u');
		const wanted = [
			'nginx.conf',
			'deploy/nginx-api.conf',
			'nginx/conf.d/a.conf',
			'nginx/sites-enabled/a',
		];
		for (const path of wanted) expect(pattern.test(path), path).to.equal(true);
		for (const path of ['my.conf', 'nginx/mime.types', 'docs/nginx.md', 'nginx/readme'])
			expect(pattern.test(path), path).to.equal(false);
	});

	describeWithServer('pre-commit', 'run by pre-commit', () => {
		const command = async (cwd: string, ...words: readonly string[]): Promise<ScriptResult> =>
			execute(words, { cwd, env });
		const git = async (cwd: string, ...words: readonly string[]): Promise<string> => {
			const { code, log } = await command(cwd, 'git', ...words);
			if (code !== 0) throw new Error(log);
			return log.trim();
		};

		before(async function repositories() {
			if (!serverAvailable('nginx')) this.skip();
			// What the hooks are in a checkout, with the bundle in place of what a build would make.
			mkdirSync(hooks);
			for (const name of ['.pre-commit-hooks.yaml', '.npmrc'])
				cpSync(join(root, name), join(hooks, name));
			const { name, version, bin } = JSON.parse(
				readFileSync(join(root, 'package.json'), 'utf8'),
			) as {
				name: string;
				version: string;
				bin: Record<string, string>;
			};
			const file = bin[name] ?? '';
			const scripts = { prepack: 'echo a build' };
			write(hooks, 'package.json', JSON.stringify({ name, version, bin, scripts, type: 'module' }));
			write(
				hooks,
				file,
				`#!/usr/bin/env node\nawait import(${JSON.stringify(await bundledCli())});\n`,
			);
			for (const [path, text] of Object.entries(sampleConfigs)) write(home, path, text);
			for (const cwd of [hooks, home]) {
				await git(cwd, 'init', '--quiet');
				await git(cwd, 'add', '--all');
				await git(cwd, 'commit', '--quiet', '--message', 'as it was');
			}
			const example = readFileSync(
				join(root, 'examples/pre-commit/.pre-commit-config.yaml'),
				'utf8',
			);
			const rev = await git(hooks, 'rev-parse', 'HEAD');
			const here = example
				.replace(/repo: .*/u, `repo: ${hooks}`)
				.replace(/rev: .*/u, `rev: ${rev}`)
				.replace(/control.*trust/u, 'presence');
			write(home, '.pre-commit-config.yaml', here);
			await git(home, 'add', '--all');
		});

		it('passes where nothing that is a config changed, and tests what did', async () => {
			const other = await command(home, 'pre-commit', 'run');
			expect(other.log).to.match(/\(no files to check\)\s*Skipped/u);
			write(home, 'nginx/snippets/tls.conf', 'ssl_protocols TLSv1.3 TLSv1.2;\n');
			await git(home, 'add', '--all');
			const sound = await command(home, 'pre-commit', 'run', '--verbose');
			expect(sound.code, sound.log).to.equal(0);
			expect(sound.log).to.include('Passed').and.include('presence/no-certificate');
			const { ['nginx/conf.d/api.conf']: api = '' } = sampleConfigs;
			write(
				home,
				'nginx/conf.d/api.conf',
				api.replace('verify_client on', 'verify_client optional'),
			);
			await git(home, 'add', '--all');
			const refused = await command(home, 'pre-commit', 'run');
			expect(refused.code).to.equal(1);
			expect(refused.log).to.include('Failed').and.include('presence/no-certificate');
		});
	});
});

interface Hook {
	readonly id: string;
	readonly files: string;
	readonly language: string;
	readonly require_serial: boolean;
}

function write(base: string, path: string, text: string): void {
	mkdirSync(dirname(join(base, path)), { recursive: true });
	writeFileSync(join(base, path), text, { mode: 0o755 });
}
