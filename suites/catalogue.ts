/** The catalogue as a mocha suite: target and materials come from `MTLS_GAUNTLET_*` variables. */
import { expect, use } from 'chai';
import { describe, it } from 'mocha';
import { mtlsChai } from '../harness/chai.ts';
import { parseRunOptions, type PlannedFinding, startRun, UsageError } from '../harness/index.ts';

use(mtlsChai);

// mocha names only the kind of this file when it throws while it is loaded (mocha 12, Node 20).
const planned = await planRun().catch((error: unknown) => {
	it('has a target and materials that can be used', () => {
		throw error instanceof UsageError ? new Error(explain(error)) : error;
	});
	return [];
});

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

async function planRun(): Promise<readonly PlannedFinding[]> {
	const context = { url: null, env: process.env, cwd: process.cwd() };
	const { run } = await parseRunOptions({}, context);
	return (await startRun(run, new AbortController().signal)).planned;
}

function explain({ message, hint }: UsageError): string {
	return hint === null ? message : `${message}\nhint: ${hint}`;
}
