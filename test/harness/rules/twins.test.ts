/** Rule 2. */
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { exitCode } from '../../../harness/conclude.ts';
import { findingOf, idsWith } from '../findings-of.ts';
import { runAgainst } from '../lab.ts';
import { runMadeLane } from '../made-lane.ts';
import { alerted, anonymous, answered, made } from '../made-observation.ts';
import { startOwn, withServer } from '../own-server.ts';

const sound = (id: string) => {
	if (id === 'presence/no-certificate') return anonymous(alerted(116));
	return id.startsWith('control/') ? answered(200) : alerted(48);
};

describe('rule 2: twins', () => {
	it('a rejection counts when the twin was accepted', async () => {
		const { probed } = await runMadeLane({
			ids: ['control/valid-via-intermediate', 'path/ca-false'],
			answer: sound,
		});
		expect(probed.map(({ verdict }) => verdict.kind)).to.deep.equal(['accept', 'reject']);
	});

	it('a rejection beside a twin that showed nothing is inconclusive', async () => {
		const { probed } = await runMadeLane({
			ids: ['control/valid-via-intermediate', 'path/ca-false'],
			answer: (id) => (id === 'control/valid-via-intermediate' ? answered(302) : sound(id)),
		});
		const [, { verdict } = { verdict: null }] = probed;
		expect(verdict).to.include({ kind: 'inconclusive' });
		expect(verdict?.because).to.contain('control/valid-via-intermediate was not accepted');
	});

	it('an acceptance counts whatever the twin showed', async () => {
		const { probed } = await runMadeLane({
			ids: ['control/valid-via-intermediate', 'path/ca-false'],
			answer: (id) =>
				id === 'control/valid-via-intermediate'
					? answered(302)
					: id === 'path/ca-false'
						? answered(200)
						: sound(id),
		});
		expect(probed[1]?.verdict.kind).to.equal('accept');
	});

	it('a control that is refused beside control/valid is a limit; what rests on it is not probed', async () => {
		const { probed, presented } = await runMadeLane({
			ids: ['control/valid-via-intermediate', 'path/ca-false', 'trust/wrong-root'],
			answer: (id) => (id === 'control/valid-via-intermediate' ? alerted(80) : sound(id)),
		});
		const [limit, standing, other] = probed;
		expect(limit?.verdict).to.include({ kind: 'not-tested' });
		expect(limit?.limits[0]).to.match(/one intermediate .*alert 80 internal_error/u);
		expect(standing?.verdict.kind).to.equal('not-tested');
		expect(standing?.verdict.because).to.contain('it rests on control/valid-via-intermediate');
		expect(presented).not.to.include('path/ca-false');
		expect(other?.verdict.kind).to.equal('reject');
	});

	it('where control/valid is refused nothing is probed, and nothing counts', async () => {
		const { valid, bare, probed, presented } = await runMadeLane({
			ids: ['control/issued', 'trust/wrong-root'],
			answer: (id) => (id === 'control/valid' ? alerted(48) : sound(id)),
		});
		for (const it of [valid, bare, ...probed]) {
			expect(it?.verdict.kind).to.equal('inconclusive');
			expect(it?.verdict.because).to.contain('control/valid was refused with alert 48 unknown_ca');
		}
		expect(presented).to.have.members(['control/valid', 'presence/no-certificate']);
	});

	it('where control/valid could not be sent nothing counts either', async () => {
		const unasked = made({
			ending: 'close',
			handshake: { ...made().handshake, certificateRequest: null },
			sent: { ...made().sent, message: 'none', sha256: [] },
		});
		const { probed } = await runMadeLane({
			ids: ['trust/wrong-root'],
			answer: (id) => (id === 'control/valid' ? unasked : sound(id)),
		});
		expect(probed[0]?.verdict.kind).to.equal('inconclusive');
		expect(probed[0]?.verdict.because).to.contain('control/valid could not be presented');
	});
});

describe('rule 2, in a run', () => {
	it('a limit of the target is named, and the run stays green', async () => {
		const picky = startOwn({}, ({ socket }, response) => {
			const shown = (socket as TLSSocket).getPeerX509Certificate();
			response.writeHead(shown?.publicKey.asymmetricKeyType === 'rsa' ? 403 : 200).end();
		});
		const run = await withServer(picky, ({ port }) =>
			runAgainst(port, { only: ['signature/sha1', 'path/ca-false'], tls: ['TLSv1.3'] }),
		);
		expect(exitCode(run)).to.equal(0);
		expect(run.targets[0]?.limits[0]).to.contain(
			'an RSA-2048 key under an RSA issuer is refused with HTTP 403',
		);
		expect(idsWith(run, 'skipped')).to.have.members(['control/rsa-2048', 'signature/sha1']);
		expect(findingOf(run, 'path/ca-false').outcome).to.equal('conforms');
	});

	it('control/valid decides for its TLS version alone: exit 3, with a hint', async () => {
		const picky = startOwn({}, ({ socket }, response) => {
			if ((socket as TLSSocket).getProtocol() === 'TLSv1.2') socket.destroy();
			else response.end();
		});
		const run = await withServer(picky, ({ port }) =>
			runAgainst(port, { only: ['trust/wrong-root', 'presence', 'server-identity'] }),
		);
		expect(exitCode(run)).to.equal(3);
		for (const { tls, outcome } of run.findings) {
			expect(outcome).to.equal(tls === 'TLSv1.2' ? 'inconclusive' : 'conforms');
		}
		expect(run.hints.join('\n')).to.contain('check that --cert or --client-ca is what');
	});
});
