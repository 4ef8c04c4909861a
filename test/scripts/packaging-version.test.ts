import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { tool } from '../../harness/tool.ts';
import { execute } from '../packaging/action-runner.ts';
import { temporaryFolder } from '../run-cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = temporaryFolder();
const named = ['action.yml', 'Dockerfile', 'templates', 'docs/ci.md', 'examples'];

describe('npm version', () => {
	after(() => folder.remove());

	it('leaves the old version nowhere in what names the package', async () => {
		for (const name of named) cpSync(join(root, name), folder.path(name), { recursive: true });
		const { code, log } = await execute(
			[process.execPath, join(root, 'scripts/packaging-version.mjs')],
			{
				cwd: folder.path(''),
				env: { ...process.env, npm_old_version: tool.version, npm_new_version: '7.8.9-rc.1' },
			},
		);
		expect(code, log).to.equal(0);
		const changed = log.trim().split('\n');
		expect(changed).to.include.members(['action.yml', 'templates/mtls-gauntlet.yml', 'Dockerfile']);
		expect(changed).to.include.members(['docs/ci.md', 'examples/azure-pipelines.yml']);
		expect(changed).to.have.length(9);
		for (const file of changed)
			expect(readFileSync(folder.path(file), 'utf8'), file).not.to.include(tool.version);
	});
});
