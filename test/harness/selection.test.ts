import { expect } from 'chai';
import { describe, it } from 'mocha';
import { exitCode } from '../../harness/conclude.ts';
import { UsageError } from '../../harness/usage-error.ts';
import { findingsOf } from './findings-of.ts';
import { noMaterials, runAgainst } from './lab.ts';
import { startOwn, withServer } from './own-server.ts';

describe('what a run selects', () => {
	it('--only pulls in twin and calibration, and reports what was asked and controls', async () => {
		let bare = 0;
		const server = startOwn({ rejectUnauthorized: false }, ({ socket }, response) => {
			const isBare = 'authorized' in socket && socket.authorized !== true;
			if (isBare) bare += 1;
			response.writeHead(isBare ? 401 : 200).end();
		});
		const run = await withServer(server, ({ port }) =>
			runAgainst(port, { only: ['control/name-constrained', 'path/ca-false'], tls: ['TLSv1.2'] }),
		);
		expect(run.findings.map(({ id }) => id)).to.deep.equal([
			'control/valid',
			'control/valid-via-intermediate',
			'control/name-constrained',
			'path/ca-false',
		]);
		// The bare connection was made for the calibration, and is not told of.
		expect(bare).to.equal(2);
		expect(exitCode(run)).to.equal(0);
	});

	it('what is skipped is calibrated with all the same', async () => {
		const run = await withServer(startOwn(), ({ port }) =>
			runAgainst(port, { only: ['control/valid', 'presence'], skip: ['presence'] }),
		);
		expect(exitCode(run)).to.equal(0);
		expect([...new Set(run.findings.map(({ id }) => id))]).to.deep.equal(['control/valid']);
	});

	it('several paths are judged each for itself', async () => {
		const partlyOpen = startOwn({ rejectUnauthorized: false }, (request, response) => {
			const isLetIn = 'authorized' in request.socket && request.socket.authorized === true;
			response.writeHead(isLetIn || request.url === '/open' ? 200 : 403).end();
		});
		const run = await withServer(partlyOpen, ({ port }) =>
			runAgainst(port, {
				only: ['presence', 'server-identity/trusted'],
				paths: ['/', '/open'],
				tls: ['TLSv1.3'],
			}),
		);
		expect(exitCode(run)).to.equal(1);
		const [closed, open] = findingsOf(run, 'presence/no-certificate');
		expect(closed).to.include({ path: '/', outcome: 'conforms', status: 403 });
		expect(open).to.include({ path: '/open', outcome: 'deviates', status: 200 });
		expect(findingsOf(run, 'control/valid').map(({ path }) => path)).to.deep.equal(['/', '/open']);
		// The certificate of the target does not depend on the path.
		expect(findingsOf(run, 'server-identity/trusted')).to.have.length(1);
	});

	for (const only of ['no/such-variant', 'nothing*']) {
		it(`${only} matches nothing: a usage error`, async () => {
			const error: unknown = await runAgainst(1, { only: [only], materials: noMaterials }).catch(
				(reason: unknown) => reason,
			);
			expect(error).to.be.instanceOf(UsageError);
			expect(error).to.have.property('message').that.contains(only);
		});
	}
});
