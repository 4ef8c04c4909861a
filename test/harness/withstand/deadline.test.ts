/** The end of a run, from outside: its deadline, and Ctrl-C. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { exitCode } from '../../../harness/conclude.ts';
import type { RunOptions } from '../../../harness/options.ts';
import { startSilentAfterHandshake } from '../../hostile/after-handshake.ts';
import { startBlackHole } from '../../hostile/before-tls.ts';
import { idsWith } from '../findings-of.ts';
import { runAgainst, serverTls } from '../lab.ts';
import { withServer } from '../own-server.ts';
import { someOfEach } from './describe-dead.ts';

const patient: Partial<RunOptions> = { only: someOfEach, timeoutMs: 50_000 };

describe('a run that must end', () => {
	for (const [title, start] of [
		['a black hole', startBlackHole],
		['silence after the handshake', () => startSilentAfterHandshake(serverTls)],
	] as const) {
		it(`at its deadline, does in ${title} while memory is collected`, async () => {
			const run = await withServer(start(), async ({ port }) => {
				// Node 20 loses an AbortSignal.timeout() that only AbortSignal.any() knows of.
				const collecting = setInterval(collectGarbage, 50);
				return runAgainst(port, { ...patient, deadlineMs: 600 }).finally(() => {
					clearInterval(collecting);
				});
			});
			expect(exitCode(run)).to.equal(3);
			expect(idsWith(run, 'conforms')).to.deep.equal([]);
			expect(run.interrupted).to.equal(false);
			for (const { message } of run.findings) expect(message).to.contain('the run ended before');
		});

		it(`when it is interrupted, does in ${title}: exit 130`, async () => {
			const interrupt = new AbortController();
			const run = await withServer(start(), async ({ port }) => {
				const collecting = setInterval(collectGarbage, 50);
				setTimeout(() => interrupt.abort(), 400);
				return runAgainst(port, patient, interrupt.signal).finally(() => {
					clearInterval(collecting);
				});
			});
			expect(exitCode(run)).to.equal(130);
			expect(run.interrupted).to.equal(true);
			expect(run.summary.conforms).to.equal(0);
			expect(run.findings).to.have.length.greaterThan(someOfEach.length);
		});
	}

	it('does so at once when it was interrupted before it began', async () => {
		const run = await withServer(startBlackHole(), ({ port }) =>
			runAgainst(port, patient, AbortSignal.abort()),
		);
		expect(exitCode(run)).to.equal(130);
	});
});

const collectGarbage = garbageCollector();

function garbageCollector(): () => void {
	setFlagsFromString('--expose-gc');
	return runInNewContext('gc') as () => void;
}
