/** The demo is as green on the other supported versions of Node, and each has its own OpenSSL. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { parseReport } from '../../reports/parse-report.ts';
import { command, impatient, isRegistryOut, packed } from '../packed.ts';
import { failingIds, temporaryFolder } from '../run-cli.ts';

const folder = temporaryFolder();
after(() => folder.remove());

describe('the demo on other versions of Node', function versions() {
	this.timeout(300_000);
	before(packed);

	// The npm package `node` brings them.
	for (const [version, tls] of [
		['22', '1.3'],
		['24', '1.2'],
		['26', '1.2,1.3'],
	] as const) {
		it(`is green on Node ${version}`, async function green() {
			const bin = join((await packed()).folder, 'dist/harness/cli/bin.js');
			const json = folder.path(`${version}.json`);
			const node = ['--yes', ...impatient, '--package', `node@${version}`, '--', 'node'];
			const demo = [bin, 'demo', '--tls', tls, '--reporter', `json=${json}`];
			try {
				await command('npx', [...node, ...demo], folder.path(''));
			} catch (error) {
				if (!isRegistryOut(error)) throw error;
				this.skip();
			}
			const run = parseReport(readFileSync(json, 'utf8'));
			expect(run.runtime.node.split('.')[0]).to.equal(version);
			expect(failingIds(run)).to.deep.equal([]);
			expect(run.summary).to.include({ inconclusive: 0 });
			expect(run.summary.conforms).to.be.above(tls.includes(',') ? 400 : 200);
			expect(run.conclusion).to.equal('conforms');
		});
	}
});
