/** `pki --crl`: the lists are written once, and the runs that follow need them to have been. */
import { existsSync, readFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { defaultIdentity } from '../../fixtures/pki/identity.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { keyPem } from '../../fixtures/pki/key-ring.ts';
import type { Manifest } from '../../fixtures/pki/manifest.ts';
import { certificatesPem, pemBlocks } from '../../fixtures/pki/pem.ts';
import { clientRoot, keys } from '../harness/lab.ts';
import { runCli, temporaryFolder } from '../run-cli.ts';
import { writeGivenFiles } from './given-files.ts';

describe('pki DIR --crl', () => {
	const folder = temporaryFolder();
	after(() => folder.remove());
	const given = writeGivenFiles(folder);
	const ca = ['--client-ca', given.clientCa, '--client-ca-key', given.clientCaKey];
	const directory = folder.path('written');
	let said: string;
	before(async () => {
		const { code, stdout, stderr } = await runCli([
			...['pki', directory, '--crl', ...ca, '--only', 'revocation'],
		]);
		expect(code, stderr).to.equal(0);
		said = stdout;
	});
	const lists = (name: string): readonly Buffer[] =>
		pemBlocks(readFileSync(`${directory}/crl/${name}.pem`, 'utf8'), 'X509 CRL');
	const manifest = (): Manifest =>
		JSON.parse(readFileSync(`${directory}/manifest.json`, 'utf8')) as Manifest;

	it('writes every list into one file, and those of the intermediates into another', () => {
		expect(lists('bundle').length).to.equal(lists('intermediates').length + 1);
		expect(lists('bundle').slice(1)).to.deep.equal(lists('intermediates'));
		expect(manifest().crl).to.deep.equal({
			bundle: 'crl/bundle.pem',
			intermediates: 'crl/intermediates.pem',
		});
		const ids = manifest().variants.map(({ id }) => id);
		expect(ids).to.include.members(['revocation/end-entity-revoked', 'revocation/crl-missing']);
	});

	it('says how each server is given them, and until when they last', () => {
		const bundle = `${directory}/crl/bundle.pem`;
		for (const directive of [
			`ssl_crl ${bundle};`,
			`SSLCARevocationFile ${bundle} and SSLCARevocationCheck chain`,
			`crl-file ${bundle}`,
			'--revocation crl',
		]) {
			expect(said).to.contain(directive);
		}
		const ends = new Date(new X509Certificate(clientRoot.certificate).validTo).toISOString();
		expect(said).to.contain(`good until ${ends.slice(0, 10)}`);
	});

	it('says what a target is left with whose CA has a list already', () => {
		expect(said).to.match(
			/keeps it: give it .*crl\/intermediates\.pem .* serial number [0-9a-f]{32}/u,
		);
	});

	it('names the same revoked serial number every time', async () => {
		const again = await runCli(['pki', folder.path('again'), '--crl', ...ca, '--only', 'trust']);
		const serialIn = (text: string): string | undefined =>
			/serial number ([0-9a-f]{32})/u.exec(text)?.[1];
		expect(serialIn(again.stdout)).to.equal(serialIn(said)).and.not.equal(undefined);
	});

	it('is no longer there after a pki without it', async () => {
		const path = folder.path('renewed');
		await runCli(['pki', path, '--crl', ...ca, '--only', 'control/valid']);
		expect(existsSync(`${path}/crl/bundle.pem`)).to.equal(true);
		const { code, stdout } = await runCli(['pki', path, ...ca, '--only', 'control/valid']);
		expect(existsSync(`${path}/crl/bundle.pem`)).to.equal(false);
		expect(existsSync(`${path}/crl/intermediates.pem`)).to.equal(false);
		expect(stdout).to.not.contain('crl');
		expect(code).to.equal(0);
	});

	it('is asked for where --revocation crl finds credentials without lists', async () => {
		const path = folder.path('without');
		await runCli(['pki', path, ...ca, '--only', 'control/valid']);
		const { code, stderr } = await runCli([
			...['https://localhost:1/', '--credentials', path, '--revocation', 'crl'],
		]);
		expect(stderr).to.contain(`--revocation crl: the credentials in ${path} fit no revocation`);
		expect(stderr).to.contain('hint: write them, and the lists, with: mtls-gauntlet pki DIR --crl');
		expect(code).to.equal(2);
	});

	it('refuses a CA that may not sign lists', async () => {
		const mute = createRoot(keys, defaultIdentity, { keyUsage: ['keyCertSign'] });
		const { code, stderr } = await runCli([
			...['pki', folder.path('mute'), '--crl'],
			...['--client-ca', folder.write('mute.pem', certificatesPem([mute.certificate]))],
			...['--client-ca-key', folder.write('mute.key', keyPem(mute.key))],
		]);
		expect(stderr).to.match(/^mtls-gauntlet: --crl: the keyUsage of the CA has no cRLSign/mu);
		expect(existsSync(folder.path('mute'))).to.equal(false);
		expect(code).to.equal(2);
	});

	it('says that the lists of the CAs above are needed, where the CA is an intermediate', async () => {
		const below = clientRoot.subordinate();
		const { stdout } = await runCli([
			...['pki', folder.path('below'), '--crl', '--only', 'control/valid'],
			...['--client-ca', folder.write('below.pem', certificatesPem([below.certificate]))],
			...['--client-ca-key', folder.write('below.key', keyPem(below.key))],
		]);
		expect(stdout).to.match(/needs the lists of the CAs above CN=intermediate/u);
		expect(said).to.not.contain('CAs above');
	});
});
