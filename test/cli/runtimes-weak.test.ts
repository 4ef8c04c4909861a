/** The weak demo shows the same deviations on the other supported versions of Node. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { parseReport } from '../../reports/parse-report.ts';
import { command, impatient, isRegistryOut, packed } from '../packed.ts';
import { failingIds, runForReport, temporaryFolder } from '../run-cli.ts';

/** What the versions have judged differently, or verify with code of their own. */
const weak = ['demo', '--weak', '--only', 'presence,trust,validity,key-usage,signature,resumption'];
const folder = temporaryFolder();
after(() => folder.remove());

describe('the weak demo on other versions of Node', function versions() {
	this.timeout(300_000);
	let here: readonly string[] = [];
	before(async () => {
		await packed();
		here = failingIds((await runForReport(weak)).run);
	});

	for (const version of ['22', '26']) {
		it(`deviates on Node ${version} where it does on this one`, async function red() {
			const bin = join((await packed()).folder, 'dist/harness/cli/bin.js');
			const json = folder.path(`${version}.json`);
			const node = ['--yes', ...impatient, '--package', `node@${version}`, '--', 'node'];
			const demo = [bin, ...weak, '--reporter', `json=${json}`];
			const failure: unknown = await command('npx', [...node, ...demo], folder.path('')).then(
				() => null,
				(error: unknown) => error,
			);
			if (isRegistryOut(failure)) this.skip();
			expect(String(failure)).to.match(/^deviates: .*\(exit 1\)$/mu);
			const run = parseReport(readFileSync(json, 'utf8'));
			expect(run.runtime.node.split('.')[0]).to.equal(version);
			expect(failingIds(run)).to.deep.equal(here);
			expect(run.summary).to.include({ inconclusive: 0 });
		});
	}
});
