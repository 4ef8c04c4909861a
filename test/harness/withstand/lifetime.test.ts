/** Targets that go away in the middle of a run, for good or for a moment. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { exitCode } from '../../../harness/conclude.ts';
import type { RunOptions } from '../../../harness/options.ts';
import { trackConnections } from '../../hostile/hostile-server.ts';
import { startMortal, startRestarting } from '../../hostile/mortal.ts';
import { findingOf, findingsOf, idsWith } from '../findings-of.ts';
import { runAgainst, serverTls } from '../lab.ts';
import { startOwn, withServer } from '../own-server.ts';

/** One after the other, so that the n-th connection is the same one in every run. */
const inOrder: Partial<RunOptions> = {
	only: ['trust/wrong-root', 'trust/self-signed', 'key-usage/eku-absent', 'path/pathlen-violation'],
	tls: ['TLSv1.2'],
	concurrency: 1,
	timeoutMs: 2000,
	deadlineMs: 30_000,
};
const rejected = ['trust/wrong-root', 'trust/self-signed', 'path/pathlen-violation'];

describe('a target that goes away', () => {
	it('before the last control: no rejection conforms, accepts stand', async () => {
		const connections = await connectionsOfAWholeRun();
		const run = await withServer(startMortal(serverTls, connections - 1), ({ port }) =>
			runAgainst(port, inOrder),
		);
		expect(exitCode(run)).to.equal(3);
		expect(idsWith(run, 'inconclusive')).to.have.members([...rejected]);
		for (const id of rejected) {
			const { message } = findingOf(run, id);
			expect(message).to.match(/refused with .*, but control\/valid was no longer accepted/u);
		}
		expect(idsWith(run, 'conforms')).to.include.members(['control/valid', 'key-usage/eku-absent']);
	});

	it('half way: what was not probed any more is inconclusive, too', async () => {
		const connections = await connectionsOfAWholeRun();
		const run = await withServer(startMortal(serverTls, Math.ceil(connections / 2)), ({ port }) =>
			runAgainst(port, inOrder),
		);
		expect(exitCode(run)).to.equal(3);
		expect(idsWith(run, 'inconclusive')).to.include.members([...rejected]);
		for (const finding of run.findings.filter(({ outcome }) => outcome === 'conforms')) {
			expect(finding.verdict).to.equal('accept');
		}
	});

	it('at once, after it was greeted', async () => {
		const run = await withServer(startMortal(serverTls, 2), ({ port }) =>
			runAgainst(port, inOrder),
		);
		expect(exitCode(run)).to.equal(3);
		expect(idsWith(run, 'conforms')).to.deep.equal([]);
		for (const { message } of run.findings) expect(message).to.contain('ECONNREFUSED');
	});

	for (const after of [4, 9]) {
		it(`and comes back (connection ${after}): the run is green`, async () => {
			const restarting = startRestarting(serverTls, { after, downMs: 150 });
			const run = await withServer(restarting, ({ port }) =>
				runAgainst(port, { ...inOrder, tls: null, concurrency: null }),
			);
			expect(exitCode(run)).to.equal(0);
			expect(run.summary).to.include({ inconclusive: 0, deviates: 0, skipped: 0 });
			expect(run.findings.some((it) => (it.observation?.retries ?? 0) > 0)).to.equal(true);
		});
	}

	it('and comes back while it is greeted: the run is green', async () => {
		const restarting = startRestarting(serverTls, { after: 1, downMs: 150 });
		const run = await withServer(restarting, ({ port }) =>
			runAgainst(port, { ...inOrder, tls: null }),
		);
		expect(exitCode(run)).to.equal(0);
		expect(findingsOf(run, 'trust/wrong-root').map(({ tls }) => tls)).to.include('TLSv1.3');
	});
});

async function connectionsOfAWholeRun(): Promise<number> {
	return withServer(startOwn(), async ({ port, server }) => {
		const { accepted } = trackConnections(server);
		const run = await runAgainst(port, inOrder);
		expect(exitCode(run)).to.equal(0);
		return accepted();
	});
}
