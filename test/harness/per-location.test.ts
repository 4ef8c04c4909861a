/** Apache asks for a certificate on one path only: in a renegotiation, as it has read the request. */
import { expect } from 'chai';
import { after, before, it } from 'mocha';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { exitCode } from '../../harness/conclude.ts';
import type { Finding, Run } from '../../harness/finding.ts';
import type { Handshake } from '../../harness/observation.ts';
import type { RunOptions } from '../../harness/options.ts';
import { type ApacheConfig, startApache } from '../servers/apache.ts';
import { describeWithServer } from '../servers/available.ts';
import type { RunningServer } from '../servers/daemon.ts';
import { findingOf, idsWith } from './findings-of.ts';
import { clientRoot, runAgainst, serverCredential } from './lab.ts';

const rejected = ['presence/no-certificate', 'trust/self-signed', 'validity/expired'] as const;

describeWithServer('apache2', 'apache with SSLVerifyClient require on one path', () => {
	let server: RunningServer;
	before(async () => {
		server = await start({ verifyClient: 'require' });
	});
	after(() => server.stop());

	it('is judged on TLS 1.2, and skipped on TLS 1.3 with the limit named', async () => {
		const run = await measure(server);
		expect(exitCode(run)).to.equal(0);
		expect(idsWith(run, 'inconclusive')).to.deep.equal([]);
		const valid = findingOf(run, 'control/valid', 'TLSv1.2');
		expect(valid).to.include({ outcome: 'conforms', verdict: 'accept', status: 200 });
		expect(valid.sent.certificates).to.equal(1);
		for (const [id, alert] of [
			['presence/no-certificate', 'handshake_failure'],
			['trust/self-signed', 'unknown_ca'],
			['validity/expired', 'certificate_expired'],
		] as const) {
			const finding = findingOf(run, id, 'TLSv1.2');
			expect(finding, id).to.include({ outcome: 'conforms', verdict: 'reject', layer: 'tls' });
			expect(finding.alert?.name, id).to.equal(alert);
			expect(finding.message, id).to.contain('asked for in a renegotiation');
			expect(handshakeOf(finding).renegotiation, id).to.equal('asked');
			expect(handshakeOf(finding).certificateRequest?.caNames, id).to.have.lengthOf(1);
		}
		for (const id of ['control/valid', ...rejected]) {
			const finding = findingOf(run, id, 'TLSv1.3');
			expect(finding, id).to.include({ outcome: 'skipped', verdict: null });
			expect(finding.message, id).to.contain('post-handshake authentication');
		}
		expect(run.targets[0]?.limits).to.have.lengthOf(1);
		expect(run.targets[0]?.limits[0])
			.to.contain('nothing is tested of /secure on TLS 1.3')
			.and.contain('RFC 9846 §4.7.2');
	});

	it('is inconclusive where TLS 1.3 is all that is tested', async () => {
		const run = await measure(server, { tls: ['TLSv1.3'] });
		expect(exitCode(run)).to.equal(3);
		const { message } = findingOf(run, 'validity/expired');
		expect(message).to.contain('control/valid could not be presented');
		expect(message).to.contain('post-handshake authentication');
	});

	it('is open on every other path, which is found on both versions', async () => {
		const run = await measure(server, { paths: ['/'], only: ['presence/no-certificate'] });
		for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
			const finding = findingOf(run, 'presence/no-certificate', tls);
			expect(finding).to.include({ outcome: 'deviates', severity: 'critical' });
			expect(handshakeOf(finding).renegotiation).to.equal(undefined);
		}
	});
});

describeWithServer('apache2', 'apache that forgets to verify on that path', () => {
	it('is found', async () => {
		const run = await measured({
			verifyClient: 'optional_no_ca',
			ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305',
		});
		expect(exitCode(run)).to.equal(1);
		for (const id of ['presence/no-certificate', 'trust/self-signed']) {
			const finding = findingOf(run, id, 'TLSv1.2');
			expect(finding, id).to.include({ outcome: 'deviates', verdict: 'accept', fails: true });
			expect(finding.message, id).to.contain('asked for in a renegotiation');
		}
		// optional_no_ca does without a CA; the dates still count.
		expect(findingOf(run, 'validity/expired', 'TLSv1.2').outcome).to.equal('conforms');
	});
});

describeWithServer('apache2', 'apache that renegotiates under a suite without AEAD', () => {
	it('is inconclusive: what left is not known', async () => {
		const run = await measured({ verifyClient: 'require', ciphers: 'ECDHE-ECDSA-AES128-SHA' });
		expect(exitCode(run)).to.equal(3);
		const expired = findingOf(run, 'validity/expired', 'TLSv1.2');
		expect(expired.outcome).to.equal('inconclusive');
		expect(expired.message).to.contain('a cipher suite that is not read back');
		expect(findingOf(run, 'validity/expired', 'TLSv1.3').outcome).to.equal('skipped');
	});
});

function start(config: Pick<ApacheConfig, 'verifyClient' | 'ciphers'>): Promise<RunningServer> {
	const clientCa = certificatesPem([clientRoot.certificate]);
	return startApache({
		...config,
		credential: serverCredential,
		clientCa,
		verifyLocation: '/secure',
	});
}

async function measured(config: Parameters<typeof start>[0]): Promise<Run> {
	const server = await start(config);
	try {
		return await measure(server);
	} finally {
		await server.stop();
	}
}

function measure({ port }: RunningServer, different: Partial<RunOptions> = {}): Promise<Run> {
	return runAgainst(port, { paths: ['/secure'], only: rejected, ...different });
}

function handshakeOf({ id, observation }: Finding): Handshake {
	if (observation === null) throw new Error(`${id} was not probed`);
	return observation.connections[0].handshake;
}
