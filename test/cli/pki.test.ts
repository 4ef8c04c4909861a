/** `pki`: what a run would present, written where the CA key lives and used where it does not. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Manifest } from '../../fixtures/pki/manifest.ts';
import type { Run } from '../../harness/finding.ts';
import { startOwn, withServer } from '../harness/own-server.ts';
import { failingIds, runCli, runForReport, temporaryFolder } from '../run-cli.ts';
import { describeWithServer } from '../servers/available.ts';
import { writeGivenFiles } from './given-files.ts';

const folder = temporaryFolder();
after(() => folder.remove());
const given = writeGivenFiles(folder);
const trust = ['--cacert', given.cacert];
const ca = ['--client-ca', given.clientCa, '--client-ca-key', given.clientCaKey];

describe('pki DIR', () => {
	const directory = folder.path('from-the-ca');
	before(async () => {
		const { code, stderr } = await runCli(['pki', directory, ...ca]);
		expect(code, stderr).to.equal(0);
	});

	const servers: Readonly<Record<string, readonly [ServerOptions, only: readonly string[]]>> = {
		'a sound server': [{}, ['--tls', '1.3']],
		'a server that checks nothing': [
			{ rejectUnauthorized: false },
			['--only', 'trust,path,validity,signature'],
		],
	};
	for (const [name, [options, only]] of Object.entries(servers)) {
		it(`gives the verdicts on ${name} that the CA itself gives`, async () => {
			const [cut, prepared] = await withServer(startOwn(options), async ({ url }) => [
				await runForReport([url, ...trust, ...ca, ...only]),
				await runForReport([url, ...trust, '--credentials', directory, ...only]),
			]);
			// The key of the CA stays where it is.
			const withoutCa = verdicts(cut.run).filter((it) => !it.startsWith('trust/anchor-as-'));
			expect(verdicts(prepared.run)).to.deep.equal(withoutCa);
			expect(verdicts(cut.run).filter((it) => it.includes('signature/'))).to.not.deep.equal([]);
			expect(prepared.code).to.equal(cut.code);
			expect(failingIds(prepared.run)).to.deep.equal(failingIds(cut.run));
		});
	}

	it('says what it wrote and which CA is to be trusted', async () => {
		const again = folder.path('said');
		const { code, stdout, stderr } = await runCli(['pki', again, ...ca, '--only', 'validity']);
		const written = manifest(again).variants.length;
		expect(stdout).to.match(new RegExp(`^${written} credentials in `, 'u'));
		expect(stdout).to.contain(join(again, 'authorities/client-ca/cert.pem'));
		expect(stderr).to.equal('');
		expect(code).to.equal(0);
	});

	it('leaves out what the responder of a run has to answer for, and says so', async () => {
		const none = folder.path('ocsp');
		const only = ['--only', 'revocation/ocsp-revoked', '--only', 'validity/expired'];
		const { code, stderr } = await runCli(['pki', none, ...ca, ...only]);
		expect(code).to.equal(0);
		expect(stderr).to.match(
			/^left out, .* \(--client-ca with --revocation ocsp\): \S+ocsp-revoked\n$/u,
		);
		expect(manifest(none).variants.map(({ id }) => id)).to.deep.equal(['validity/expired']);
	});

	it('with --only writes that variant alone', async () => {
		const alone = folder.path('alone');
		const { code, stdout } = await runCli(['pki', alone, ...ca, '--only', 'validity/expired']);
		expect(code).to.equal(0);
		expect(stdout).to.match(/^1 credential in /u);
		expect(manifest(alone).variants.map(({ id }) => id)).to.deep.equal(['validity/expired']);
		expect(readdirSync(alone).toSorted()).to.deep.equal([
			'authorities',
			'manifest.json',
			'validity',
		]);
		expect(readdirSync(join(alone, 'validity'))).to.deep.equal(['expired']);
	});

	it('says where the key of a CA of its own lies, and nothing of a key that was given', async () => {
		const own = folder.path('own-ca');
		const made = await runCli(['pki', own, '--only', 'control/valid']);
		const key = join(own, 'authorities/client-ca/key.pem');
		expect(made.stdout).to.contain(`its key is ${key}: hand on all but that`);
		expect(existsSync(key)).to.equal(true);
		const given = await runCli(['pki', folder.path('given-ca'), ...ca, '--only', 'control/valid']);
		expect(given.stdout).to.not.contain('key');
	});

	it('is refused when its credentials have expired', async () => {
		const old = folder.path('old');
		await runCli(['pki', old, ...ca, '--only', 'trust']);
		const ended = { ...manifest(old), notAfter: '2020-01-02T03:04:05.000Z' };
		writeFileSync(join(old, 'manifest.json'), JSON.stringify(ended));
		const { code, stdout, stderr } = await runCli([
			...['https://localhost:1/', ...trust, '--credentials', old],
		]);
		expect(stderr).to.match(
			/^mtls-gauntlet: .*old: the credentials in it expired on 2020-01-02$/mu,
		);
		expect(stderr).to.contain(`hint: run mtls-gauntlet pki ${old} again`);
		expect(stdout).to.equal('');
		expect(code).to.equal(2);
	});

	it('is renewed by another pki', async () => {
		const renewed = folder.path('renewed');
		await runCli(['pki', renewed, ...ca, '--only', 'trust']);
		const { code } = await runCli(['pki', renewed, ...ca, '--only', 'validity/expired']);
		expect(code).to.equal(0);
		expect(existsSync(join(renewed, 'validity/expired/cert.pem'))).to.equal(true);
		expect(existsSync(join(renewed, 'trust/wrong-root/cert.pem'))).to.equal(false);
	});

	it('leaves a directory alone that holds files of somebody else', async () => {
		const foreign = folder.path('foreign');
		await runCli(['pki', foreign, ...ca, '--only', 'trust']);
		execFileSync('rm', [join(foreign, 'manifest.json')]);
		writeFileSync(join(foreign, 'thesis.txt'), 'years of work');
		const before = readdirSync(foreign, { recursive: true, encoding: 'utf8' }).toSorted();
		const { code, stdout, stderr } = await runCli(['pki', foreign, ...ca]);
		expect(stderr).to.match(/foreign: holds files that mtls-gauntlet did not write\nhint: /u);
		expect(stdout).to.equal('');
		expect(code).to.equal(2);
		const left = readdirSync(foreign, { recursive: true, encoding: 'utf8' }).toSorted();
		expect(left).to.deep.equal(before);
		expect(readFileSync(join(foreign, 'thesis.txt'), 'utf8')).to.equal('years of work');
	});
});

describeWithServer('openssl', 'pki DIR without a CA makes its own', () => {
	const directory = folder.path('own');
	const anchor = join(directory, 'authorities/client-ca/cert.pem');
	before(async () => {
		const { code, stderr } = await runCli(['pki', directory]);
		expect(code, stderr).to.equal(0);
	});

	const sound = ['control/valid', 'control/issued', 'control/valid-via-two-intermediates'];
	for (const id of sound) {
		it(`under which ${id} verifies`, () => {
			expect(verify(directory, id, anchor)).to.equal('OK');
		});
	}

	const unsound: Readonly<Record<string, RegExp>> = {
		'validity/expired': /certificate has expired/u,
		'trust/wrong-root': /unable to get local issuer certificate/u,
		'trust/self-signed': /self-signed certificate/u,
		'path/ca-false': /invalid CA certificate/u,
		'key-usage/server-auth-only': /unsuitable certificate purpose|unsupported certificate purpose/u,
	};
	for (const [id, says] of Object.entries(unsound)) {
		it(`under which ${id} does not`, () => {
			expect(verify(directory, id, anchor)).to.match(says);
		});
	}

	it('which a target can be told to trust', async () => {
		const server = startOwn({ ca: readFileSync(anchor) });
		const { code, run } = await withServer(server, ({ url }) =>
			runForReport([url, ...trust, '--credentials', directory, '--tls', '1.3']),
		);
		expect(run.summary.inconclusive).to.equal(0);
		expect(failingIds(run)).to.deep.equal([]);
		expect(code).to.equal(0);
	});
});

/** What became of every finding that has a verdict. */
function verdicts(run: Run): readonly string[] {
	return run.findings
		.filter(({ outcome }) => outcome !== 'skipped')
		.map(({ id, tls, verdict, outcome }) => `${id} ${tls} ${verdict} ${outcome}`)
		.toSorted();
}

function manifest(directory: string): Manifest {
	return JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Manifest;
}

/** `OK`, or what `openssl verify` says for a client certificate under that anchor. */
function verify(directory: string, id: string, anchor: string): string {
	const own = join(directory, id);
	const chain = join(own, 'chain.pem');
	const untrusted = existsSync(chain) ? ['-untrusted', chain] : [];
	const args = ['verify', '-purpose', 'sslclient', '-CAfile', anchor, '-no-CApath', '-no-CAstore'];
	try {
		execFileSync('openssl', [...args, ...untrusted, join(own, 'cert.pem')], { stdio: 'pipe' });
		return 'OK';
	} catch (error) {
		return String((error as { stderr?: Buffer }).stderr);
	}
}
