/** The command line against real servers that were given the lists of `pki --crl`. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Run } from '../../harness/finding.ts';
import { failingIds, type ReportedRun, runCli, runForReport, temporaryFolder } from '../run-cli.ts';
import { startApache } from '../servers/apache.ts';
import { describeWithServer } from '../servers/available.ts';
import type { RunningServer } from '../servers/daemon.ts';
import { startHaproxy } from '../servers/haproxy.ts';
import { startNginx } from '../servers/nginx.ts';
import { startNode } from '../servers/node.ts';
import type { ServerTls } from '../servers/tls-files.ts';
import { serverCredential } from './lab.ts';

const folder = temporaryFolder();
const cacert = ['--cacert', folder.write('server-ca.pem', serverCredential.ca)];
const caKey = [
	...['--client-ca', folder.path('pki/authorities/client-ca/cert.pem')],
	...['--client-ca-key', folder.path('pki/authorities/client-ca/key.pem')],
];
const asked = ['--revocation', 'crl'];
const concerned = ['--only', 'control,trust,path,revocation'];
const alone = ['--only', 'revocation/*', '--skip', 'revocation/ocsp-*'];

const revoked = [
	'revocation/end-entity-on-hold',
	'revocation/end-entity-revoked',
	'revocation/intermediate-revoked',
];

describe('revocation lists', () => {
	before(async () => {
		for (const name of ['pki', 'other-pki']) {
			const { code, stderr } = await runCli([
				'pki',
				folder.path(name),
				'--crl',
				'--only',
				'control/valid',
			]);
			expect(code, stderr).to.equal(0);
		}
	});
	after(() => folder.remove());

	describeWithServer('nginx', 'in nginx', () => {
		const start = (tls: ServerTls): Promise<RunningServer> =>
			startNginx({ ...tls, verify: 'on', verifyDepth: 3 });
		checked('ssl_crl', start);
		unchecked('without ssl_crl', start);

		it('that lack the intermediates are a limit of the target, and no success', async () => {
			const [ofCa = ''] = lists().match(/-----BEGIN[^]*?-----END X509 CRL-----\n/gu) ?? [];
			const { code, run } = await against(
				() => start({ ...tls(), crl: ofCa }),
				[...caKey, ...asked, ...concerned],
			);
			expect(outcomes(run, /^(control\/crl-checked|revocation\/)/u)).to.deep.equal(['skipped']);
			expect(run.targets[0]?.limits.join('\n')).to.contain('mtls-gauntlet pki DIR --crl');
			expect(failingIds(run)).to.deep.equal([]);
			expect(code).to.equal(0);
		});

		it('of another CA key let nothing be concluded', async () => {
			const foreign = readFileSync(folder.path('other-pki/crl/bundle.pem'), 'utf8');
			const { code, run } = await against(
				() => start({ ...tls(), crl: foreign }),
				[...caKey, ...asked, ...concerned],
			);
			expect(outcomes(run, /^(control|trust|path|revocation)\//u)).to.not.include('conforms');
			expect(run.hints.join('\n')).to.contain('refuses everybody until it has one of every CA');
			expect(code).to.equal(3);
		});

		it('are not asked about unless --revocation crl says so', async () => {
			const { code, run } = await against(() => start(tls()), [...caKey, ...concerned]);
			expect(outcomes(run, /^(control\/crl-checked|revocation\/)/u)).to.deep.equal(['skipped']);
			expect(run.hints.join('\n')).to.match(/^where the target checks revocation, --revocation/mu);
			expect(code).to.equal(0);
		});

		it('fit the credentials that were written with them', async () => {
			const prepared = ['--credentials', folder.path('full')];
			const { stderr } = await runCli([
				...['pki', folder.path('full'), '--crl', ...caKey, '--only', 'control,path,revocation'],
			]);
			expect(stderr).to.not.contain('hint');
			const { code, run } = await against(
				() => start(withLists()),
				[...prepared, ...asked, ...concerned],
			);
			expect(outcomes(run, /^(control\/crl-checked$|revocation\/(?!ocsp))/u)).to.deep.equal([
				'conforms',
			]);
			expect(failingIds(run)).to.deep.equal([]);
			expect(code).to.equal(0);
			const quiet = await against(() => start(withLists()), [...prepared, ...concerned]);
			expect(outcomes(quiet.run, /^revocation\//u)).to.deep.equal(['skipped']);
			expect(quiet.code).to.equal(0);
		});
	});

	describeWithServer('apache2', 'in Apache', () => {
		const start = (tls: ServerTls): Promise<RunningServer> =>
			startApache({ ...tls, verifyClient: 'require', verifyDepth: 4 });
		checked('SSLCARevocationCheck chain', start, concerned);
		unchecked('without SSLCARevocationFile', start);

		it('SSLCARevocationCheck leaf: the revoked intermediate is found', async () => {
			const { code, run } = await against(
				() =>
					startApache({
						...withLists(),
						...{ verifyClient: 'require', verifyDepth: 4, revocationCheck: 'leaf' },
					}),
				[...caKey, ...asked, ...alone],
			);
			expect(failingIds(run)).to.deep.equal(['revocation/intermediate-revoked']);
			expect(code).to.equal(1);
		});

		it('no_crl_for_cert_ok: a policy, which fails nothing', async () => {
			const revocationCheck = 'chain no_crl_for_cert_ok';
			const { code, run } = await against(
				() =>
					startApache({
						...withLists(),
						...{ verifyClient: 'require', verifyDepth: 4, revocationCheck },
					}),
				[...caKey, ...asked, ...alone],
			);
			const deviating = run.findings.filter(
				({ family, outcome }) => family === 'revocation' && outcome === 'deviates',
			);
			expect(new Set(deviating.map(({ id }) => id))).to.have.keys(
				'revocation/crl-missing',
				'revocation/crl-wrong-issuer',
			);
			expect(code).to.equal(0);
		});
	});

	describeWithServer('haproxy', 'in HAProxy', () => {
		const start = (tls: ServerTls): Promise<RunningServer> =>
			startHaproxy({ ...tls, verify: 'required' });
		checked('crl-file', start, concerned);
		unchecked('without crl-file', start);
	});

	describe('in Node', () => {
		const start = (tls: ServerTls): Promise<RunningServer> =>
			startNode({ ...tls, mode: 'reject-unauthorized' });
		checked('crl', start, concerned);
		unchecked('without crl', start);
	});
});

function checked(
	title: string,
	start: (tls: ServerTls) => Promise<RunningServer>,
	selection: readonly string[] = [],
): void {
	it(`${title}: green, with everything else still tested`, async () => {
		const args = [...caKey, ...asked, ...selection];
		const { code, run, stderr } = await against(() => start(withLists()), args);
		expect(failingIds(run)).to.deep.equal([]);
		expect(run.summary.inconclusive).to.equal(0);
		expect(outcomes(run, /^(control\/crl-checked$|revocation\/(?!ocsp))/u)).to.deep.equal([
			'conforms',
		]);
		const kept = /^(control\/valid-via-two-intermediates|path\/(ca-false|pathlen-violation))$/u;
		expect(outcomes(run, kept)).to.deep.equal(['conforms']);
		expect(code, stderr).to.equal(0);
	});
}

function unchecked(title: string, start: (tls: ServerTls) => Promise<RunningServer>): void {
	it(`${title}: found`, async () => {
		const { code, run } = await against(() => start(tls()), [...caKey, ...asked, ...alone]);
		expect(failingIds(run)).to.include.members(revoked);
		expect(failingIds(run).every((id) => id.startsWith('revocation/'))).to.equal(true);
		expect(outcomes(run, /^revocation\/other-issuer-same-serial$/u)).to.deep.equal(['conforms']);
		expect(run.summary.inconclusive).to.equal(0);
		expect(code).to.equal(1);
	});
}

/** Each outcome that the findings with such an id have, once. */
function outcomes(run: Run, id: RegExp): readonly string[] {
	const found = run.findings.filter((it) => id.test(it.id));
	return [...new Set(found.map(({ outcome }) => outcome))];
}

function tls(): ServerTls {
	const clientCa = readFileSync(folder.path('pki/authorities/client-ca/cert.pem'), 'utf8');
	return { credential: serverCredential, clientCa };
}

function lists(): string {
	return readFileSync(folder.path('pki/crl/bundle.pem'), 'utf8');
}

function withLists(): ServerTls {
	return { ...tls(), crl: lists() };
}

async function against(
	start: () => Promise<RunningServer>,
	args: readonly string[],
): Promise<ReportedRun> {
	const server = await start();
	try {
		return await runForReport([server.url, ...cacert, ...args]);
	} finally {
		await server.stop();
	}
}
