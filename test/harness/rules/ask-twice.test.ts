/** Rule 8. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import { uncalibrated } from '../../../harness/calibrate.ts';
import { classify } from '../../../harness/classify.ts';
import { exitCode } from '../../../harness/conclude.ts';
import type { Run } from '../../../harness/finding.ts';
import { describeWithServer } from '../../servers/available.ts';
import { startDaemon } from '../../servers/daemon.ts';
import { startNode } from '../../servers/node.ts';
import { writeTlsFiles } from '../../servers/tls-files.ts';
import { findingOf } from '../findings-of.ts';
import { clientRoot, runAgainst, serverCredential } from '../lab.ts';
import { answered, made, once } from '../made-observation.ts';
import { startOwn, withServer } from '../own-server.ts';

describe('rule 8: ask twice where timing decides', () => {
	it('a broken signature that is served at once and never later is accepted', async () => {
		const node = await startNode({
			credential: serverCredential,
			clientCa: certificatesPem([clientRoot.certificate]),
			mode: 'unchecked',
		});
		const run = await runAgainst(node.port, {
			only: ['signature/tampered-signature'],
			tls: ['TLSv1.3'],
		});
		await node.stop();
		const { observation, ...finding } = findingOf(run, 'signature/tampered-signature');
		expect(finding).to.include({ verdict: 'accept', outcome: 'deviates', status: 200 });
		expect(observation?.connections[0].ending).to.be.oneOf(['close', 'reset']);
		expect(observation?.connections[0].eager).to.equal(false);
		expect(observation?.again).to.include({ ending: 'response', eager: true });
	});

	it('what both times ended in a bare close is refused', async () => {
		const run = await withServer(startOwn(), ({ port }) =>
			runAgainst(port, { only: ['trust/wrong-root'], tls: ['TLSv1.3'] }),
		);
		const { observation, verdict } = findingOf(run, 'trust/wrong-root');
		expect(verdict).to.equal('reject');
		expect(observation?.connections[0]).to.include({ ending: 'close', eager: false });
		expect(observation?.again).to.include({ ending: 'close', eager: true });
	});

	it('an alert or an answer is not asked for twice', async () => {
		const run = await withServer(startOwn(), ({ port }) =>
			runAgainst(port, { only: ['presence', 'possession'], tls: ['TLSv1.3'] }),
		);
		expect(exitCode(run)).to.equal(0);
		for (const { observation } of run.findings) expect(observation?.again).to.equal(null);
		expect(findingOf(run, 'possession/other-key').alert?.name).to.equal('decrypt_error');
		expect(findingOf(run, 'presence/no-certificate').alert?.number).to.equal(116);
	});

	it('the request waits for the ticket, by which the target has judged', async () => {
		const run = await withServer(startOwn(), ({ port }) =>
			runAgainst(port, { only: ['control/valid'], tls: ['TLSv1.3'] }),
		);
		expect(eventsOf(run).slice(0, 3)).to.deep.equal([
			'tcp connected',
			'handshake completed',
			'session',
		]);
		expect(eventsOf(run)).to.include('request');
	});

	it('an answer after a close says where it was refused', () => {
		const verdict = classify(once(made({ ending: 'close' }), answered(400)), uncalibrated);
		expect(verdict).to.include({ kind: 'reject', layer: 'http' });
	});

	const close = made({ ending: 'close' });
	for (const [title, again, kind] of [
		['a second close', close, 'reject'],
		['an answer', answered(200), 'accept'],
		['a refusal', answered(403), 'reject'],
		['silence', made({ ending: 'timeout' }), 'inconclusive'],
	] as const) {
		it(`a close and then ${title}: ${kind}`, () => {
			expect(classify(once(close, again), uncalibrated).kind).to.equal(kind);
		});
	}
});

describeWithServer('openssl', 'rule 8, where there are no tickets', () => {
	it('the request does not wait for ever', async () => {
		const server = await startDaemon({
			command: 'openssl',
			prepare(folder, port) {
				const files = writeTlsFiles(folder, {
					credential: serverCredential,
					clientCa: certificatesPem([clientRoot.certificate]),
				});
				return [
					['s_server', '-accept', `127.0.0.1:${port}`, '-www', '-num_tickets', '0'],
					['-cert', files.certificate, '-key', files.key, '-CAfile', files.clientCa],
					['-Verify', '3', '-verify_return_error'],
				].flat();
			},
		});
		const run = await runAgainst(server.port, {
			only: ['control/valid', 'presence', 'trust/wrong-root'],
			tls: ['TLSv1.3'],
			concurrency: 1,
		});
		await server.stop();
		expect(exitCode(run)).to.equal(0);
		expect(eventsOf(run).slice(0, 3)).to.deep.equal([
			'tcp connected',
			'handshake completed',
			'request',
		]);
		expect(findingOf(run, 'trust/wrong-root').alert?.name).to.equal('unknown_ca');
		expect(findingOf(run, 'presence/no-certificate').alert?.name).to.equal('certificate_required');
	});
});

/** What happened to the valid control, in order. */
function eventsOf(run: Run): readonly string[] {
	const { observation } = findingOf(run, 'control/valid');
	return observation?.connections[0].events.map(({ name }) => name) ?? [];
}
