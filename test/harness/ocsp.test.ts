/** Runs with `--revocation ocsp` against servers that ask the responder, and servers that do not. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { keyPem } from '../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { exitCode } from '../../harness/conclude.ts';
import type { Run } from '../../harness/finding.ts';
import type { RunOptions } from '../../harness/options.ts';
import { startRun } from '../../harness/run.ts';
import { startOcsp } from '../../harness/start-ocsp.ts';
import { UsageError } from '../../harness/usage-error.ts';
import { failingIds, runForReport, temporaryFolder } from '../run-cli.ts';
import { startApache } from '../servers/apache.ts';
import { describeWithServer } from '../servers/available.ts';
import type { RunningServer } from '../servers/daemon.ts';
import { startNginx } from '../servers/nginx.ts';
import { startStunnel } from '../servers/stunnel.ts';
import { findingOf, findingsOf, idsWith } from './findings-of.ts';
import { clientRoot, noMaterials, runAgainst, runOptions, serverCredential } from './lab.ts';
import { startOwn, withServer } from './own-server.ts';

const tls = { credential: serverCredential, clientCa: certificatesPem([clientRoot.certificate]) };
const asked: Partial<RunOptions> = { revocation: 'ocsp' };
const only = ['revocation/ocsp-*', 'control/ocsp-*'];
const refused = [
	'revocation/ocsp-revoked',
	'revocation/ocsp-revoked-intermediate',
	'revocation/ocsp-unknown',
	'revocation/ocsp-expired-response',
	'revocation/ocsp-future-response',
	'revocation/ocsp-wrong-signer',
	'revocation/ocsp-delegate-without-eku',
	'revocation/ocsp-wrong-serial',
	'revocation/ocsp-bad-signature',
	'revocation/ocsp-malformed-response',
	'revocation/ocsp-try-later',
	'revocation/ocsp-unreachable',
];
/** Where availability may come first. */
const open = refused.slice(-3);

describeWithServer('nginx', 'OCSP and nginx', () => {
	const nginx = (ocsp?: 'on' | 'leaf'): Promise<RunningServer> =>
		startNginx({ ...tls, verify: 'on', verifyDepth: 3, ...(ocsp === undefined ? {} : { ocsp }) });

	it('ssl_ocsp on: all conform, for the reasons that nginx itself gives', async () => {
		const { run, logs } = await against(nginx('on'), { ...asked, only });
		expect(idsWith(run, 'conforms')).to.include.members([
			...refused,
			'control/ocsp-good',
			'control/ocsp-delegated',
		]);
		expect(exitCode(run)).to.equal(0);
		for (const reason of nginxReasons) expect(logs).to.match(reason);
		for (const id of refused) {
			for (const finding of findingsOf(run, id)) expect(finding).to.include({ status: 400 });
		}
	});

	it('ssl_ocsp on: the whole catalogue is green, and nothing rests on a refused control', async () => {
		const { run } = await against(nginx('on'), { ...asked, tls: ['TLSv1.3'] });
		expect(failingIds(run)).to.deep.equal([]);
		expect(run.summary.inconclusive).to.equal(0);
		expect(exitCode(run)).to.equal(0);
		const { run: plain } = await against(nginx(), { tls: ['TLSv1.3'] });
		const conforming = idsWith(run, 'conforms');
		const lost = idsWith(plain, 'conforms').filter((id) => !conforming.includes(id));
		// OpenSSL looks for the signer by a hash over the octets of the issuer's name.
		expect(lost).to.include.members(['path/issuer-name-string-type', 'path/issuer-name-case']);
		expect(idsWith(run, 'deviates')).to.include.members(lost);
		expect(idsWith(plain, 'skipped')).to.include.members([...refused, 'control/ocsp-good']);
		const { message } = findingOf(plain, 'revocation/ocsp-revoked', 'TLSv1.3');
		expect(message).to.match(/only where it is asked for \(--revocation ocsp\)$/u);
	});

	it('ssl_ocsp leaf: the revoked intermediate is found', async () => {
		const { run } = await against(nginx('leaf'), { ...asked, only });
		expect(failingIds(run)).to.deep.equal(['revocation/ocsp-revoked-intermediate']);
		expect(exitCode(run)).to.equal(1);
	});

	it('ssl_ocsp off: found, and the hint says that nobody asked', async () => {
		const { run } = await against(nginx(), { ...asked, only });
		expect(idsWith(run, 'deviates')).to.have.members(refused);
		expect(failingIds(run)).to.have.members(refused.filter((id) => !open.includes(id)));
		expect(exitCode(run)).to.equal(1);
		expect(run.hints.join('\n')).to.match(
			/asked nothing of the OCSP responder at http:\/\/127\.0\.0\.1:\d+/u,
		);
	});

	it('says so on the command line, too, and prints no lines that cannot reproduce it', async () => {
		const folder = temporaryFolder();
		after(() => folder.remove());
		const server = await nginx('leaf');
		try {
			const { code, run } = await runForReport([
				...[server.url, '--revocation', 'ocsp', '--only', 'revocation/ocsp-revoked*'],
				...['--cacert', folder.write('server-ca.pem', serverCredential.ca)],
				...['--client-ca', folder.write('client-ca.pem', tls.clientCa)],
				...['--client-ca-key', folder.write('client-ca.key', keyPem(clientRoot.key))],
			]);
			expect(code).to.equal(1);
			expect(failingIds(run)).to.deep.equal(['revocation/ocsp-revoked-intermediate']);
			expect(idsWith(run, 'conforms')).to.include('revocation/ocsp-revoked');
			expect(run.hints.join('\n')).not.to.contain('asked nothing');
			for (const { reproduce = [] } of run.findings) expect(reproduce).to.deep.equal([]);
		} finally {
			await server.stop();
		}
	});
});

describeWithServer('apache2', 'OCSP and Apache', () => {
	const apache = (ocsp: 'on' | 'leaf'): Promise<RunningServer> =>
		startApache({ ...tls, verifyClient: 'require', verifyDepth: 4, ocsp });

	it('SSLOCSPEnable on, with its nonce: all conform', async () => {
		const { run } = await against(apache('on'), { ...asked, only });
		expect(idsWith(run, 'conforms')).to.include.members([...refused, 'control/ocsp-delegated']);
		expect(exitCode(run)).to.equal(0);
		const { alert } = findingOf(run, 'revocation/ocsp-revoked', 'TLSv1.3');
		expect(alert?.name).to.equal('certificate_revoked');
	});

	it('SSLOCSPEnable on: sound chains of every length get in', async () => {
		const { run } = await against(apache('on'), { ...asked, only: ['control'] });
		expect(idsWith(run, 'conforms')).to.include('control/valid-via-two-intermediates');
	});

	it('SSLOCSPEnable leaf: the revoked intermediate is found', async () => {
		const { run } = await against(apache('leaf'), { ...asked, only });
		expect(failingIds(run)).to.deep.equal(['revocation/ocsp-revoked-intermediate']);
	});
});

describeWithServer('stunnel4', 'OCSP and stunnel', () => {
	it('OCSPaia: all conform', async () => {
		const { run } = await against(startStunnel({ ...tls, ocspAia: true }), { ...asked, only });
		expect(idsWith(run, 'conforms')).to.include.members([...refused, 'control/ocsp-delegated']);
		expect(exitCode(run)).to.equal(0);
	});
});

describe('the OCSP responder of a run', () => {
	it('names no responder where OCSP is not asked for', async () => {
		const run = await withServer(startOwn(), ({ port }) => runAgainst(port, { only }));
		expect(idsWith(run, 'skipped')).to.include.members(refused);
		expect(run.hints.join('\n')).to.match(/--revocation ocsp would unlock \d+ more variants/u);
	});

	it('is asked nothing by Node, which is found', async () => {
		const run = await withServer(startOwn(), ({ port }) => runAgainst(port, { ...asked, only }));
		expect(idsWith(run, 'deviates')).to.have.members(refused);
		expect(exitCode(run)).to.equal(1);
	});

	it('is gone when the run is over', async () => {
		const run = await withServer(startOwn(), ({ port }) =>
			runAgainst(port, { ...asked, only: ['control/ocsp-good'] }),
		);
		await expectGone(run);
	});

	it('is gone after an interrupt', async () => {
		const interrupt = new AbortController();
		const silent = startOwn({}, () => interrupt.abort());
		const run = await withServer(silent, ({ port }) =>
			runAgainst(port, { ...asked, only: ['control/ocsp-good'] }, interrupt.signal),
		);
		expect(run.interrupted).to.equal(true);
		await expectGone(run);
	});

	it('needs an address where the target is another machine', async () => {
		// 192.0.2.0/24 is nobody's (RFC 5737).
		const elsewhere = { address: { host: '192.0.2.1', port: 443 } };
		const error: unknown = await startOcsp(runOptions(443, asked), elsewhere).catch(
			(it: unknown) => it,
		);
		expect(error)
			.to.be.instanceOf(UsageError)
			.and.to.have.property('hint')
			.that.contains('--ocsp-address');
		const ocspAddress = { host: '127.0.0.2', port: 0 };
		const responder = await startOcsp(runOptions(443, { ...asked, ocspAddress }), elsewhere);
		expect(responder?.origin).to.match(/^http:\/\/127\.0\.0\.2:/u);
		await responder?.close();
	});

	it('is not there where there is no CA to answer for', async () => {
		const here = { address: { host: '127.0.0.1', port: 443 } };
		const without = runOptions(443, { ...asked, materials: noMaterials });
		expect(await startOcsp(without, here)).to.equal(null);
		expect(await startOcsp(runOptions(443, { revocation: 'crl' }), here)).to.equal(null);
	});

	it('where the address is taken: nothing starts', async () => {
		await withServer(startOwn(), async ({ port }) => {
			const options = runOptions(port, {
				...asked,
				ocspAddress: { host: '127.0.0.1', port },
			});
			const error: unknown = await startRun(options, new AbortController().signal).catch(
				(it: unknown) => it,
			);
			expect(error).to.be.instanceOf(UsageError);
			expect(String(error)).to.contain('EADDRINUSE');
		});
	});
});

/** Nobody asked, so the hint names the responder. */
async function expectGone(run: Run): Promise<void> {
	const [, port] = /http:\/\/127\.0\.0\.1:(\d+)/u.exec(run.hints.join('\n')) ?? [];
	const socket = connect(Number(port), '127.0.0.1');
	const code = await Promise.race([
		once(socket, 'error').then(([error]) => error.code),
		once(socket, 'connect').then(() => 'still there'),
	]);
	socket.destroy();
	expect(code).to.equal('ECONNREFUSED');
}

async function against(
	starting: Promise<RunningServer>,
	different: Partial<RunOptions>,
): Promise<{ run: Run; logs: string }> {
	const server = await starting;
	try {
		return { run: await runAgainst(server.port, different), logs: server.logs() };
	} finally {
		await server.stop();
	}
}

const nginxReasons = [
	/certificate status unknown/u,
	/certificate revoked/u,
	/missing ocspsigning usage/u,
	/status expired/u,
	/status not yet valid/u,
	/certificate status not found in the OCSP response/u,
	/signature failure/u,
	/d2i_OCSP_RESPONSE\(\) failed/u,
	/OCSP response not successful \(3: trylater\)/u,
	/OCSP_basic_verify\(\) failed .*certificate verify error/u,
	/Connection refused\) while requesting certificate status/u,
];
