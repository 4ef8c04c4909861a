import { expect } from 'chai';
import { after, before, it } from 'mocha';
import { createRoot } from '../../../../fixtures/pki/issuer.ts';
import { createKeyRing } from '../../../../fixtures/pki/key-ring.ts';
import { certificatesPem, pemBlocks } from '../../../../fixtures/pki/pem.ts';
import { createLabAuthorities } from '../../../../harness/lab/authorities.ts';
import { createUpstreamStub } from '../../../../harness/lab/stub/create-upstream-stub.ts';
import type { UpstreamProtocol } from '../../../../harness/lab/stub/upstream-stub.ts';
import { describeWithServer, serverPath } from '../../../servers/available.ts';
import { type RunningServer, startDaemon } from '../../../servers/daemon.ts';
import { nginxArguments, nginxConf } from '../../../servers/nginx-conf.ts';
import { writeTlsFiles } from '../../../servers/tls-files.ts';
import { createServerCredential } from '../../../../fixtures/endpoints/server-credential.ts';
import { keys, noMaterials, runAgainst } from '../../lab.ts';
import { ask, pageIn, type StubAnswer } from './ask.ts';

const clients = createRoot(keys);
const serverCredential = createServerCredential(['a.test', 'b.test', 'www.test']);
const client = clients.issue();
const clientPem = { cert: certificatesPem(client.chain), key: client.key };

const params = ['QUERY_STRING', 'REQUEST_METHOD', 'CONTENT_TYPE', 'CONTENT_LENGTH', 'REQUEST_URI'];

function gateway(kind: 'fastcgi' | 'scgi' | 'uwsgi', port: number): string {
	const given = params.map((it) => `${kind}_param ${it} $${it.toLowerCase()};`);
	return [
		`location /${kind} {`,
		...given,
		`${kind}_param SSL_CLIENT_VERIFY $ssl_client_verify;`,
		`${kind}_pass 127.0.0.1:${port};`,
		'}',
	].join('\n');
}

describeWithServer('nginx', 'stub: upstreams behind nginx', () => {
	const authorities = createLabAuthorities(createKeyRing());
	const stub = createUpstreamStub(authorities);
	let nginx: RunningServer;

	before(async () => {
		const ports = {} as Record<UpstreamProtocol, number>;
		for (const protocol of ['http', 'https', 'h2c', 'h2', 'fastcgi', 'scgi', 'uwsgi'] as const) {
			ports[protocol] = (await stub.listen('backend:8080', protocol)).port;
		}
		nginx = await startDaemon({
			command: serverPath('nginx') ?? 'nginx',
			prepare(folder, port) {
				const files = writeTlsFiles(folder, {
					credential: serverCredential,
					clientCa: certificatesPem([clients.certificate]),
				});
				const forHost = (it: number): string =>
					`proxy_set_header Host $host; proxy_pass http://127.0.0.1:${it};`;
				const guard = 'if ($ssl_client_verify != SUCCESS) { return 403; }';
				const conf = nginxConf(
					folder,
					`ssl_certificate ${files.certificate};`,
					`ssl_certificate_key ${files.key};`,
					`ssl_client_certificate ${files.clientCa};`,
					'ssl_verify_client optional;',
					'underscores_in_headers on;',
					'proxy_set_header X-Request-Id $request_id;',
					`server { listen 127.0.0.1:${port} ssl http2; server_name localhost;`,
					'proxy_set_header X-Client-Cert $ssl_client_escaped_cert;',
					'proxy_set_header X-Verify $ssl_client_verify;',
					`location /http { proxy_pass http://127.0.0.1:${ports.http}; }`,
					'location /ws { proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;',
					`proxy_set_header Connection upgrade; proxy_pass http://127.0.0.1:${ports.http}; }`,
					`location /https { proxy_pass https://127.0.0.1:${ports.https}; }`,
					`location /h2 { grpc_pass grpcs://127.0.0.1:${ports.h2}; }`,
					`location /grpc { grpc_set_header X-Verify $ssl_client_verify; grpc_pass grpc://127.0.0.1:${ports.h2c}; }`,
					gateway('fastcgi', ports.fastcgi),
					gateway('scgi', ports.scgi),
					gateway('uwsgi', ports.uwsgi),
					'}',
					`server { listen 127.0.0.1:${port} ssl http2; server_name a.test;`,
					`location / { ${forHost(ports.http)} }`,
					`location /admin { ${guard} ${forHost(ports.http)} }`,
					'}',
					`server { listen 127.0.0.1:${port} ssl http2; server_name b.test; ${guard}`,
					`location / { ${forHost(ports.http)} } }`,
					`server { listen 127.0.0.1:${port} ssl http2; server_name www.test;`,
					`location / { ${forHost(ports.http)} } }`,
				);
				return nginxArguments(folder, conf);
			},
		});
	});

	after(async () => {
		await nginx?.stop();
		await stub.close();
	});

	const through = (
		path: string,
		more: { method?: string; headers?: Record<string, string>; body?: Buffer } = {},
	): Promise<StubAnswer> =>
		ask({ port: nginx.port, path, tls: { ca: serverCredential.ca, ...clientPem }, ...more });

	for (const protocol of ['http', 'https', 'fastcgi', 'scgi', 'uwsgi', 'grpc', 'h2'] as const) {
		it(`says what ${protocol} was sent`, async () => {
			const body = Buffer.alloc(300_000, 'x');
			const got = await through(`/${protocol}/x?q=1`);
			const posted = await through(`/${protocol}/x`, { method: 'POST', body });
			const head = await through(`/${protocol}/x`, { method: 'HEAD' });

			expect(got.status, got.body).to.equal(200);
			expect(got.headers['content-type']).to.equal('application/json');
			expect(pageIn(got)).to.include({ stub: 'backend:8080' });
			expect(got.headers).to.include({
				'lab-asked-method': 'GET',
				'lab-asked-uri': `/${protocol}/x?q=1`,
			});
			expect(posted.headers).to.include({ 'lab-asked-method': 'POST' });
			expect(head.headers).to.include({ 'lab-asked-method': 'HEAD' });
			expect(posted.body).to.equal(got.body);
			expect([head.status, head.body]).to.deep.equal([200, '']);
		});
	}

	it('tells parameters of gateways by their names in lower case', async () => {
		for (const kind of ['fastcgi', 'scgi', 'uwsgi']) {
			const { headers } = await through(`/${kind}`, { headers: { 'X-Verify': 'claimed' } });

			expect(headers, kind).to.include({
				'lab-told-ssl-client-verify': 'SUCCESS',
				'lab-told-http-x-verify': 'claimed',
			});
		}
	});

	it('tells what nginx says in place of what the client claims', async () => {
		const claim = { 'X-Verify': 'claimed', X_Verify: 'claimed' };
		const shown = await through('/http', { headers: claim });
		const bare = await ask({
			...{ port: nginx.port, path: '/http', headers: claim },
			tls: { ca: serverCredential.ca },
		});

		expect(shown.headers).to.include({
			'lab-told-x-verify': 'SUCCESS',
			'lab-told-x_verify': 'claimed',
		});
		expect(shown.headers['lab-told-x-client-cert']).to.have.length(200);
		expect(bare.headers).to.include({ 'lab-told-x-verify': 'NONE' });
		expect(bare.headers).to.not.have.property('lab-told-x-client-cert');
		expect(bare.body).to.equal(shown.body);
	});

	it('has room in the head for as much as there is', async () => {
		const headers = Object.fromEntries(
			Array.from({ length: 60 }, (_, at) => [`X-${at}`, `${at}`.repeat(70)]),
		);
		for (const kind of ['http', 'fastcgi', 'grpc']) {
			const answer = await through(`/${kind}`, { headers });

			expect(answer.status, kind).to.equal(200);
			const name = kind === 'fastcgi' ? 'lab-told-ssl-client-verify' : 'lab-told-x-verify';
			expect(answer.headers[name], kind).to.equal('SUCCESS');
		}
	});

	it('answers gRPC as gRPC', async () => {
		const headers = { 'content-type': 'application/grpc', te: 'trailers' };
		const { connect } = await import('node:http2');
		const session = connect(`https://localhost:${nginx.port}`, { ca: serverCredential.ca });
		const stream = session.request({ ':method': 'POST', ':path': '/grpc/a.B/C', ...headers });
		const chunks: Buffer[] = [];
		let [contentType, status, told]: unknown[] = [];
		stream.on('response', (it) => {
			contentType = it['content-type'];
			told = it['lab-told-x-verify'];
		});
		stream.on('trailers', (it: Record<string, unknown>) => {
			status = it['grpc-status'];
		});
		stream.on('data', (chunk: Buffer) => chunks.push(chunk));
		stream.end(Buffer.from([0, 0, 0, 0, 0]));
		await new Promise((resolve, reject) => {
			stream.once('end', resolve).once('error', reject);
		});
		session.close();
		const message = Buffer.concat(chunks);

		expect([contentType, status]).to.deep.equal(['application/grpc', '0']);
		expect(message.readUInt32BE(1)).to.equal(message.length - 5);
		expect(JSON.parse(message.toString('utf8', 5))).to.include({ stub: 'backend:8080' });
		expect(told).to.equal('NONE');
	});

	it('answers who wants WebSocket in plain HTTP', async () => {
		const answer = await through('/ws', {
			headers: {
				Connection: 'Upgrade',
				Upgrade: 'websocket',
				'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
				'Sec-WebSocket-Version': '13',
			},
		});

		expect(answer.status).to.equal(200);
		expect(answer.headers).to.include({ 'lab-told-upgrade': 'websocket' });
	});

	it('is told apart by name, host and path in the families that compare pages', async () => {
		const run = await runAgainst(nginx.port, {
			target: {
				url: `https://a.test:${nginx.port}/`,
				host: 'a.test',
				port: nginx.port,
				connectTo: { host: '127.0.0.1', port: nginx.port },
				servername: 'a.test',
			},
			trust: { anchors: pemBlocks(serverCredential.ca, 'CERTIFICATE'), source: 'the tests' },
			materials: { ...noMaterials, valid: client },
			paths: ['/admin'],
			openPaths: ['/'],
			vhosts: [
				{ name: 'b.test', kind: 'protected' },
				{ name: 'www.test', kind: 'open' },
			],
			only: ['control', 'presence/no-certificate', 'vhost', 'route', 'header'],
		});
		const odd = run.findings
			.filter(({ outcome }) => outcome === 'inconclusive' || outcome === 'deviates')
			.map(({ id, tls, message }) => `${id} ${tls}: ${message}`);

		expect(odd).to.deep.equal([]);
		expect(run.summary.conforms).to.be.above(80);
		const skipped = run.findings.filter(({ outcome }) => outcome === 'skipped');
		expect(skipped.map(({ message }) => message).join()).to.not.include('everybody gets');
	});
});
