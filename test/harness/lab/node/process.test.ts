/** What else a script does: it listens elsewhere, reads, calls others, forks, and fails. */
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { issueToServer } from '../../../../fixtures/endpoints/server-credential.ts';
import { createRoot } from '../../../../fixtures/pki/issuer.ts';
import { certificatesPem } from '../../../../fixtures/pki/pem.ts';
import { keys } from '../../lab.ts';
import { startOwn } from '../../own-server.ts';
import { UsageError } from '../../../../harness/usage-error.ts';
import { nodeLab, type NodeLab, type ScriptOrder, soundClient } from './node-lab.ts';

const mtls = `const fs = require('node:fs'), http = require('node:http'), https = require('node:https');
const crypto = require('node:crypto'), net = require('node:net'), tls = require('node:tls');
const options = {
	key: fs.readFileSync('tls/server.key'),
	cert: fs.readFileSync('tls/server.pem'),
	ca: fs.readFileSync('tls/ca.pem'),
	requestCert: true,
};
`;

describe('the process of lab node', () => {
	let started: NodeLab | null = null;
	const start = async (script: string, more: Partial<ScriptOrder> = {}): Promise<NodeLab> =>
		(started = await nodeLab({ ...more, files: { 'server.js': mtls + script, ...more.files } }));
	afterEach(async () => {
		await started?.close();
		started = null;
	});

	it('listens on loopback only, wherever it was told to, and in the sandbox', async () => {
		const { lab, ask, folder } = await start(
			`const told = [];
			const say = (server) => server.on('listening', () => told.push(server.address()));
			say(http.createServer((_, response) => response.end())).listen(8080);
			say(net.createServer()).listen(7000, '0.0.0.0', 5, () => told.push('called'));
			say(https.createServer({ key: options.key, cert: options.cert })).listen(8443, '::');
			say(http.createServer()).listen('/run/app.sock');
			say(https.createServer(options, (_, response) => response.end(JSON.stringify(told))))
				.listen({ host: '10.1.2.3', port: process.env.PORT, backlog: 7 });`,
			{ env: { PORT: '8444' } },
		);
		expect(folder).to.be.a('string');
		expect(lab.servers.map(({ url }) => url)).to.deep.equal(['https://localhost:8444/']);
		expect(lab.unasked?.map(({ url }) => url)).to.deep.equal(['https://localhost:8443/']);
		const [server] = lab.servers;
		if (server === undefined) throw new Error('no server');
		expect(server.listeners.map(({ url, plaintext }) => [url, plaintext])).to.deep.equal([
			['http://localhost:8080/', true],
			['https://localhost:8443/', false],
		]);
		const answer = await ask({ credential: soundClient(server) });
		const told = JSON.parse('body' in answer ? answer.body : '') as unknown[];
		const sockets = told.filter((it) => typeof it === 'string' && it !== 'called');
		expect(sockets).to.have.length(1);
		expect(String(sockets[0])).to.match(/mtls-gauntlet-lab-.*\/sockets\//u);
		expect(told.filter((it) => it === 'called')).to.have.length(1);
		expect(
			told.flatMap((it) => (typeof it === 'object' ? [(it as { address: string }).address] : [])),
		).to.deep.equal(['127.0.0.1', '127.0.0.1', '127.0.0.1', '127.0.0.1']);
		const [socket, tcp] = lab.notes.map((it) => it.replace(/^server\.js:\d+: /u, ''));
		expect(socket).to.equal('listens on the Unix socket /run/app.sock, which was not tested');
		expect(tcp).to.equal('port 7000 speaks neither TLS nor HTTP/1.1, and was not tested');
	});

	it('reads what is missing as what its name promises, and what is there as it is', async () => {
		const { server, ask } = await start(
			`(async () => {
				const told = {
					key: crypto.createPrivateKey(fs.readFileSync(__dirname + '/private.pem')).type,
					certificate: new crypto.X509Certificate(await fs.promises.readFile('site.crt')).ca,
					both: crypto.createPrivateKey(fs.readFileSync('site.pem')).type,
					ca: new crypto.X509Certificate(fs.readFileSync(new URL('file://' + __dirname + '/root-ca.cer'))).ca,
					fits: new crypto.X509Certificate(options.cert).checkPrivateKey(crypto.createPrivateKey(options.key)),
					list: fs.readFileSync('crl.pem', 'utf8').includes('BEGIN X509 CRL'),
					exists: fs.existsSync('some.pfx') && fs.statSync('some.p12').isFile(),
					streamed: String(await fs.createReadStream('site.key').toArray()).includes('PRIVATE KEY'),
					called: await new Promise((done) => fs.readFile('b.crt', 'utf8', (error, text) => done(error ?? typeof text))),
					here: fs.readFileSync('here.pem', 'utf8'),
					missing: fs.existsSync('missing.txt'),
				};
				fs.writeFileSync(fs.openSync('written.pem', 'w'), 'mine');
				told.written = fs.readFileSync('written.pem', 'utf8');
				https.createServer(options, (_, response) => response.end(JSON.stringify(told))).listen(1);
			})();`,
			{ files: { 'here.pem': 'as it is' } },
		);
		const answer = await ask({ credential: soundClient(server) });
		expect(JSON.parse('body' in answer ? answer.body : '')).to.deep.equal({
			key: 'private',
			certificate: false,
			both: 'private',
			ca: true,
			fits: true,
			list: true,
			exists: true,
			streamed: true,
			called: 'string',
			here: 'as it is',
			missing: false,
			written: 'mine',
		});
	});

	it('calls others with what it has itself', async () => {
		const root = createRoot(keys);
		const shown = issueToServer(root);
		const ca = certificatesPem([root.certificate]);
		const peer = await startOwn(
			{ cert: certificatesPem(shown.chain), key: shown.key, ca },
			(request, response) => response.end(String((request.socket as TLSSocket).authorized)),
		);
		const client = root.issue();
		const files = {
			'peer-ca.pem': ca,
			'client.pem': certificatesPem(client.chain),
			'client.key': client.key,
		};
		try {
			const { server, ask } = await start(
				`const own = {
					ca: fs.readFileSync('peer-ca.pem'),
					cert: fs.readFileSync('client.pem'),
					key: fs.readFileSync('client.key'),
				};
				const call = (tlsOptions) => new Promise((done) => https
					.get({ host: 'localhost', port: ${peer.port}, agent: false, ...tlsOptions }, (response) =>
						response.on('data', (text) => done(String(text))))
					.on('error', (error) => done(error.code)));
				const secureContext = tls.createSecureContext(own);
				https.createServer(options, (_, response) => {
					Promise.all([call(own), call({ secureContext }), call({})]).then((it) =>
						response.end(it.join(' ')));
				}).listen(1);`,
				{ files },
			);
			const answer = await ask({ credential: soundClient(server) });
			expect('body' in answer && answer.body).to.equal('true true SELF_SIGNED_CERT_IN_CHAIN');
		} finally {
			await peer.close();
		}
	});

	for (const [title, script, reason] of [
		[
			'the workers of a cluster',
			`const cluster = require('node:cluster');
			if (cluster.isPrimary) { cluster.fork(); cluster.fork(); }
			else https.createServer(options, (_, response) => response.end(String(cluster.worker.id > 0))).listen(3000);`,
			'authorized: O=mtls-gauntlet, CN=client',
		],
		[
			'a Node process that it spawns',
			`const { spawn } = require('node:child_process');
			if (process.argv[2] === undefined) spawn('node', [__filename, 'child'], { stdio: 'inherit' });
			else https.createServer(options, (_, response) => response.end('true')).listen(3000);`,
			'authorized: O=mtls-gauntlet, CN=client',
		],
		[
			'a worker thread',
			`const { Worker, isMainThread } = require('node:worker_threads');
			if (isMainThread) new Worker(__filename);
			else https.createServer(options, (_, response) => response.end('true')).listen(3000);`,
			'authorized: O=mtls-gauntlet, CN=client',
		],
	] as const) {
		it(`serves from ${title}`, async () => {
			const { server, ask, reasons } = await start(script);
			expect(server.url).to.equal('https://localhost:3000/');
			expect(await ask({ credential: soundClient(server) })).to.deep.equal({
				status: 200,
				body: 'true',
			});
			expect(await reasons()).to.deep.equal([reason]);
		});
	}

	it('has no server that asks: nothing is tested, and nothing is wrong', async () => {
		const { lab } = await start(
			`https.createServer({ ...options, requestCert: false }).listen(443);`,
		);
		expect(lab.servers).to.deep.equal([]);
		expect(lab.unasked?.map(({ url }) => url)).to.deep.equal(['https://localhost/']);
	});

	for (const [title, script, message] of [
		[
			'throws',
			'const it = {};\nit.is.not();',
			/^server\.js:10: TypeError: Cannot read properties/u,
		],
		['does not parse', 'const = 5;', /^server\.js:9: SyntaxError: Unexpected token/u],
		[
			'misses a module',
			"require('no-such-module')",
			/^server\.js:9: Error: Cannot find module 'no-such-module'$/u,
		],
		['rejects', "Promise.reject(new Error('no database'));", /^server\.js:9: Error: no database$/u],
		[
			'ends itself',
			"console.error('DATABASE_URL is not set');\nprocess.exit(4);",
			/^node server\.js: ended before a server listened \(exit code 4\): DATABASE_URL is not set$/u,
		],
		['ends', '', /^node server\.js: ended before a server listened \(exit code 0\)$/u],
	] as const) {
		it(`${title}: its own words`, async () => {
			const failure = await start(script).catch((error: unknown) => error);
			expect(failure).to.be.instanceOf(UsageError);
			expect((failure as UsageError).message).to.match(message);
		});
	}

	it('does not listen in time', async () => {
		const failure = await start("console.log('waits'); setInterval(() => {}, 1000);", {
			startupMs: 300,
		}).catch((error: unknown) => error);
		expect(failure).to.be.instanceOf(UsageError);
		expect((failure as UsageError).message).to.match(
			/^node server\.js: no server listens after 300 ms/u,
		);
	});

	it('begins to listen later, and that is said', async () => {
		const { lab, server, ask } = await start(
			`https.createServer(options, (_, response) => {
				http.createServer().listen(9090, () => response.end('it does'));
			}).listen();`,
		);
		expect(server.url).to.equal('https://localhost/');
		expect(await ask({ credential: soundClient(server) })).to.have.property('status', 200);
		expect(lab.notes.map((it) => it.replace(/^server\.js:\d+: /u, '')).slice(0, 2)).to.deep.equal([
			'listens on any port; it is called https://localhost:443/ here',
			'began to listen on port 9090 later, and was not tested',
		]);
	});

	it('is not there', async () => {
		const failure = await start('', { script: 'other.js' }).catch((error: unknown) => error);
		expect((failure as UsageError).message).to.equal('other.js: there is no such script');
	});
});
