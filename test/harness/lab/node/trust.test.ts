/** Whom a server trusts in the lab is whom it would trust outside: no more, and no fewer. */
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { distinguishedName } from '../../../../fixtures/pki/distinguished-name.ts';
import { defaultIdentity } from '../../../../fixtures/pki/identity.ts';
import { createRoot } from '../../../../fixtures/pki/issuer.ts';
import { parseCertificate } from '../../../../fixtures/pki/parsed-certificate.ts';
import { certificatesPem } from '../../../../fixtures/pki/pem.ts';
import { keys } from '../../lab.ts';
import { issuerOf, nodeLab, type NodeLab, type ScriptOrder, soundClient } from './node-lab.ts';

/** What all scripts begin with: `serve(port, options)`. */
const serve = `const { readFileSync } = require('node:fs');
const https = require('node:https'), tls = require('node:tls');
const own = { key: readFileSync('k.pem'), cert: readFileSync('c.pem'), requestCert: true };
const serve = (port, options) => https
	.createServer({ ...own, ...options }, (request, response) =>
		response.end(JSON.stringify({ port, authorized: request.socket.authorized })))
	.listen(port);
`;

describe('whom a script trusts in lab node', () => {
	let started: NodeLab | null = null;
	const start = async (script: string, more: Partial<ScriptOrder> = {}): Promise<NodeLab> =>
		(started = await nodeLab({ ...more, files: { 'server.js': serve + script, ...more.files } }));
	afterEach(async () => {
		await started?.close();
		started = null;
	});

	it('equal CAs by file or content, different ones apart; of several each', async () => {
		const named = distinguishedName(['O', 'Example'], ['CN', 'Team CA']);
		const text = certificatesPem([
			createRoot(keys, defaultIdentity, { subject: named }).certificate,
		]);
		const { lab, ask, reasons } = await start(
			`serve(1001, { ca: readFileSync('one.pem') });
			serve(1002, { ca: [readFileSync('two.pem', 'utf8')] });
			serve(1003, { ca: readFileSync('./one.pem', 'utf8') });
			serve(1004, { ca: [readFileSync('two.pem'), readFileSync('one.pem')] });
			serve(1005, { ca: readFileSync('here.pem') });
			serve(1006, { ca: readFileSync('same.pem', 'utf8').trim() });
			serve(1007, { ca: tls.rootCertificates.slice(0, 2).concat(readFileSync('one.pem', 'utf8')) });`,
			{ files: { 'here.pem': text, 'same.pem': text } },
		);
		const certificates = lab.servers.map(({ clientCa }) => clientCa.certificates[0]);
		const [one, two, three, four, five, six, seven] = certificates;
		expect([three, seven].every((it) => it === one)).to.equal(true);
		expect(four).to.equal(two);
		expect(six).to.equal(five);
		expect(new Set([one, two, five]).size).to.equal(3);
		expect(parseCertificate(five ?? Buffer.of()).subject).to.deep.equal(named);
		expect(lab.servers.map(({ refused }) => refused.map(({ name }) => name))).to.deep.equal([
			['two.pem', lab.servers[0]?.refused[1]?.name],
			['one.pem', lab.servers[0]?.refused[1]?.name],
			['two.pem', lab.servers[0]?.refused[1]?.name],
			[lab.servers[0]?.refused[1]?.name],
			['one.pem', 'two.pem'],
			['one.pem', 'two.pem'],
			['two.pem', lab.servers[0]?.refused[1]?.name],
		]);
		expect(lab.servers[0]?.refused[1]?.name).to.match(/^O=Example, CN=Team CA \([0-9a-f]{8}\)$/u);
		const credential = soundClient({ clientCa: lab.servers[0]?.clientCa ?? never() });
		const answers = [];
		for (const server of lab.servers) answers.push(await ask({ server, credential }));
		expect(answers.map((it) => 'status' in it)).to.deep.equal([
			...[true, false, true, true, false, false, true],
		]);
		expect((await reasons())[1]).to.equal('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
		expect(lab.notes).to.include(
			'not there, so that files of the lab were read instead: k.pem, c.pem, one.pem, two.pem',
		);
	});

	it('nobody of the lab where there is no `ca`, and says so', async () => {
		const { lab, server, ask, reasons } = await start(
			'serve(9443, { rejectUnauthorized: false });',
		);
		expect(await ask({ credential: soundClient(server) })).to.deep.equal({
			status: 200,
			body: '{"port":9443,"authorized":false}',
		});
		expect(await ask({ credential: null })).to.have.property('status', 200);
		expect(lab.notes[0]).to.match(/^server\.js:5: asks for certificates without `ca`, /u);
		expect(await reasons()).to.deep.equal([
			'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			'UNABLE_TO_GET_ISSUER_CERT',
		]);
	});

	it('the CA of NODE_EXTRA_CA_CERTS where there is no `ca`', async () => {
		const { lab, ask } = await start(`serve(1, {}); serve(2, { ca: readFileSync('other.pem') })`, {
			env: { NODE_EXTRA_CA_CERTS: 'extra.pem' },
		});
		const [first, second] = lab.servers;
		const credential = soundClient(first ?? never());
		expect(await ask({ server: first ?? never(), credential })).to.have.property('status', 200);
		expect(await ask({ server: second ?? never(), credential })).to.have.property('refused');
		expect(second?.refused.map(({ name }) => name)).to.deep.equal(['extra.pem']);
		const told = lab.notes.filter((note) => note.includes('public CAs'));
		expect(told).to.have.length(1);
		expect(told[0]).to.match(/^server\.js:5: beside the CAs of NODE_EXTRA_CA_CERTS Node trusts /u);
	});

	it('each name of addContext and of an SNICallback for itself', async () => {
		const { lab, ask, reasons } = await start(
			`const server = serve(8443, { ca: readFileSync('ca.pem') });
			server.addContext('*.a.example', { ...own, ca: readFileSync('a.pem') });
			server.addContext('b.example', tls.createSecureContext({ ...own, ca: readFileSync('b.pem') }));
			server.addContext('same.example', { ...own, ca: readFileSync('ca.pem') });
			const contexts = { 'c.example': tls.createSecureContext({ ...own, ca: readFileSync('a.pem') }) };
			serve(9443, {
				ca: readFileSync('ca.pem'),
				SNICallback: (name, done) => done(null, contexts[name]),
			});`,
			{ files: { 'a.pem': certificatesPem([createRoot(keys).certificate]) } },
		);
		const [local, same, b, a, byCallback] = lab.servers;
		expect(lab.servers.map(({ url }) => url)).to.deep.equal([
			'https://localhost:8443/',
			'https://same.example:8443/',
			'https://b.example:8443/',
			'https://any.a.example:8443/',
			'https://localhost:9443/',
		]);
		expect(local?.vhosts).to.deep.equal([
			{ name: 'b.example', kind: 'protected' },
			{ name: 'any.a.example', kind: 'protected' },
		]);
		expect(same?.clientCa).to.equal(local?.clientCa);
		expect(b?.vhosts.map(({ name }) => name)).to.deep.equal([
			...['localhost', 'same.example', 'any.a.example'],
		]);
		const ofA = soundClient(a ?? never());
		expect(await ask({ server: a ?? never(), credential: ofA })).to.have.property('status', 200);
		expect(await ask({ server: b ?? never(), credential: ofA })).to.have.property('refused');
		const server = byCallback ?? never();
		expect(await ask({ server, credential: ofA })).to.have.property('refused');
		const named = await ask({ server, credential: ofA, servername: 'c.example' });
		expect(named).to.have.property('status', 200);
		expect(await reasons()).to.deep.equal([
			'authorized: O=mtls-gauntlet, CN=client',
			...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
			'authorized: O=mtls-gauntlet, CN=client',
		]);
	});

	it('nobody who is revoked', async () => {
		const twoLists = '-----BEGIN X509 CRL-----\nMA==\n-----END X509 CRL-----\n'.repeat(2);
		const { lab, server, ask, reasons } = await start(
			`serve(1, { ca: readFileSync('ca.pem'), crl: readFileSync('here.crl') })`,
			{ files: { 'here.crl': twoLists } },
		);
		expect(server.revocation).to.equal('crl');
		expect(await ask({ credential: soundClient(server) })).to.have.property('status', 200);
		const unlisted = issuerOf(server).subordinate().issue();
		expect(await ask({ credential: unlisted })).to.have.property('refused');
		expect((await reasons())[1]).to.equal('UNABLE_TO_GET_CRL');
		expect(lab.notes[0]).to.match(/^server\.js:\d+: a text in `crl` has several lists/u);
	});

	it('whatever the key was: in a .pfx, encrypted, RSA by the ciphers', async () => {
		const { lab, ask } = await start(
			`https.createServer({ pfx: readFileSync('server.p12'), passphrase: 'secret', requestCert: true },
				(_, response) => response.end()).listen(1);
			serve(2, { key: readFileSync('encrypted.key'), passphrase: 'secret', ca: readFileSync('ca.cer') });
			serve(3, { ca: readFileSync('ca.cer'), ciphers: 'ECDHE-RSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' });`,
			{
				files: {
					'encrypted.key':
						'-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIC\n-----END ENCRYPTED PRIVATE KEY-----\n',
				},
			},
		);
		for (const server of lab.servers) {
			const answer = await ask({ server, credential: soundClient(server) });
			expect(answer, server.url).to.have.property('status', 200);
		}
		expect(lab.notes[0]).to.match(/^server\.js:\d+: Node trusts the CAs that a \.pfx brings/u);
	});
});

function never(): never {
	throw new Error('there is no such server');
}
