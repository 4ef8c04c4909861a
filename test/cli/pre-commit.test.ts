/** `mtls-gauntlet pre-commit`: several files, what includes them, and what was not tested. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'chai';
import { after, before, it } from 'mocha';
import { type CliResult, runCli, temporaryFolder } from '../run-cli.ts';
import { describeWithServer } from '../servers/available.ts';
import { sampleConfigs } from '../packaging/sample-configs.ts';

describeWithServer('nginx', 'mtls-gauntlet pre-commit', () => {
	const folder = temporaryFolder();
	before(() => {
		for (const [path, text] of Object.entries(sampleConfigs)) {
			mkdirSync(dirname(folder.path(path)), { recursive: true });
			writeFileSync(folder.path(path), text);
		}
	});
	after(() => folder.remove());

	const hook = (...args: readonly string[]): Promise<CliResult> =>
		runCli(['pre-commit', 'nginx', '--only', 'presence', ...args], { cwd: folder.path('') });

	it('tests each file once, together with what includes it', async () => {
		const { code, stdout, stderr } = await hook('nginx/conf.d/api.conf', 'nginx/nginx.conf');
		expect(code, stderr).to.equal(0);
		expect(stdout.match(/^nginx\/\S+$/gmu)).to.deep.equal(['nginx/nginx.conf']);
		expect(stdout).to.include('https://api.example/');
	});

	it('fails for the one that lets everybody in, and tests the others all the same', async () => {
		const { code, stdout } = await hook('weak.conf', 'nginx/conf.d/api.conf');
		expect(code).to.equal(1);
		expect(stdout.match(/^\S+\.conf$/gmu)).to.deep.equal(['weak.conf', 'nginx/conf.d/api.conf']);
		expect(stdout).to.include('deviates: ').and.include('conforms: ');
	});

	it('never passes over a part of a config that nothing tested', async () => {
		const part = await hook('nginx/snippets/tls.conf');
		expect(part.code).to.equal(2);
		expect(part.stderr).to.include(
			'hint: what includes nginx/snippets/tls.conf is named with --main',
		);
		const main = ['--main', 'nginx/nginx.conf'];
		const tested = await hook('nginx/snippets/tls.conf', ...main);
		expect(tested.code, tested.stderr).to.equal(0);
		const other = await hook('weak.conf', 'nginx/snippets/tls.conf', ...main);
		expect(other.code).to.equal(2);
		expect(other.stderr).to.include('not tested: weak.conf\n');
	});

	it('has nothing to do where nothing changed, and knows its kinds', async () => {
		expect((await hook()).code).to.equal(0);
		expect((await runCli(['pre-commit', 'lighttpd', 'x.conf'])).code).to.equal(2);
	});
});
