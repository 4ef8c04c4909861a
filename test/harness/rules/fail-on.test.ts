/** Rule 12; that stock servers are green is shown by test/harness/real-servers.test.ts. */
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { startStrictEndpoint } from '../../../fixtures/endpoints/strict-endpoint.ts';
import { defaultIdentity } from '../../../fixtures/pki/identity.ts';
import { exitCode } from '../../../harness/conclude.ts';
import type { RunOptions } from '../../../harness/options.ts';
import { findingOf } from '../findings-of.ts';
import { runAgainst, serverTls, withClientCa } from '../lab.ts';
import { startOwn, withServer } from '../own-server.ts';

describe('rule 12: a healthy server is green', () => {
	it('a sound endpoint conforms in everything', async () => {
		const endpoint = startStrictEndpoint({ tls: serverTls, identity: defaultIdentity });
		const run = await withServer(endpoint, ({ port }) =>
			runAgainst(port, {
				materials: { ...withClientCa, identity: defaultIdentity },
				tls: ['TLSv1.3'],
			}),
		);
		const failing = run.findings.filter((it) => it.fails || it.outcome === 'inconclusive');
		expect(failing.map(({ id, tls, message }) => `${id} ${tls} ${message}`)).to.deep.equal([]);
		expect(exitCode(run)).to.equal(0);
	});

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
