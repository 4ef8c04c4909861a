/** The catalogue as a mocha suite: target and materials come from `MTLS_GAUNTLET_*` variables. */
import { expect, use } from 'chai';
import { describe, it } from 'mocha';
import { mtlsChai } from '../harness/chai.ts';
import { parseRunOptions, startRun } from '../harness/index.ts';

use(mtlsChai);

const context = { url: null, env: process.env, cwd: process.cwd() };
const { run: options } = await parseRunOptions({}, context);
const { planned } = await startRun(options, new AbortController().signal);

for (const family of new Set(planned.map((it) => it.family))) {
	describe(family, () => {
		for (const { title, finding } of planned.filter((it) => it.family === family)) {
			it(title, async function conforms() {
				// The probes have a time limit of their own.
				this.timeout(0);
				const found = await finding;
				if (found.outcome === 'skipped') this.skip();
				expect(found).to.conform();
			});
		}
	});
}
