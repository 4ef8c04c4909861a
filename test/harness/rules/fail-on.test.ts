/** Rule 12; that sound servers are green is shown by test/cli/demo and test/harness/real-servers. */
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { exitCode } from '../../../harness/conclude.ts';
import type { RunOptions } from '../../../harness/options.ts';
import { findingOf } from '../findings-of.ts';
import { runAgainst } from '../lab.ts';
import { startOwn, withServer } from '../own-server.ts';

describe('rule 12: what fails', () => {
	for (const [failOn, fails] of [
		['medium', false],
		['low', true],
		['info', true],
		['critical', false],
	] as const) {
		it(`a deviation of severity low ${fails ? 'fails' : 'is told'} with --fail-on ${failOn}`, async () => {
			// It lets nobody in who has an RSA key.
			const picky = startOwn({}, ({ socket }, response) => {
				const shown = (socket as TLSSocket).getPeerX509Certificate();
				response.writeHead(shown?.publicKey.asymmetricKeyType === 'rsa' ? 403 : 200).end();
			});
			const options: Partial<RunOptions> = { only: ['algorithm/rsa-2048'], tls: ['TLSv1.3'] };
			const run = await withServer(picky, ({ port }) => runAgainst(port, { ...options, failOn }));
			const finding = findingOf(run, 'algorithm/rsa-2048');
			expect(finding).to.include({ outcome: 'deviates', severity: 'low', fails });
			expect(exitCode(run)).to.equal(fails ? 1 : 0);
		});
	}
});
