import { expect } from 'chai';
import type { IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'mocha';
import { createKeyRing } from '../../../../fixtures/pki/key-ring.ts';
import { createLabAuthorities } from '../../../../harness/lab/authorities.ts';
import { createUpstreamStub } from '../../../../harness/lab/stub/create-upstream-stub.ts';
import type { UpstreamProtocol } from '../../../../harness/lab/stub/upstream-stub.ts';
import { ask, pageIn } from './ask.ts';

describe('stub: upstreams', () => {
	const authorities = createLabAuthorities(createKeyRing());
	const stub = createUpstreamStub(authorities);
	const ports = new Map<UpstreamProtocol, number>();

	before(async () => {
		for (const it of ['http', 'https', 'h2', 'h2c', 'fastcgi', 'scgi', 'uwsgi'] as const) {
			ports.set(it, (await stub.listen('app:80', it)).port);
		}
	});

	after(() => stub.close());

	const portOf = (protocol: UpstreamProtocol): number => ports.get(protocol) ?? 0;

	it('gives one upstream one port of loopback for each protocol', async () => {
		const again = await stub.listen('app:80', 'http');
		const other = await stub.listen('other:80', 'http');

		expect(again).to.deep.equal({ host: '127.0.0.1', port: portOf('http') });
		expect(other.port).to.not.equal(again.port);
		expect(new Set(ports.values()).size).to.equal(7);
	});

	it('takes a request that waits for 100 Continue', async () => {
		const answer = await ask({
			port: portOf('http'),
			path: '/',
			method: 'PUT',
			headers: { expect: '100-continue', 'content-length': '5' },
			body: 'hello',
		});

		expect(answer.status).to.equal(200);
		expect(answer.headers).to.include({ 'lab-asked-method': 'PUT' });
	});

	it('answers methods that nobody knows', async () => {
		const answer = await exchange(
			portOf('http'),
			'gauntlet /a?b HTTP/1.1\r\nHost: x\r\nX-Verify: NONE\r\n\r\n',
		);

		expect(answer).to.match(/^HTTP\/1\.1 200 /u);
		expect(answer.split('\r\n')).to.include.members([
			'lab-asked-method: gauntlet',
			'lab-asked-uri: /a?b',
			'lab-told-x-verify: NONE',
		]);
		expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).to.include({ stub: 'app:80' });
	});

	it('has certificates of the lab', async () => {
		for (const protocol of ['https', 'h2'] as const) {
			const answer = await ask({
				port: portOf(protocol),
				path: '/',
				tls: { ca: authorities.serverRoot },
			});

			expect(pageIn(answer).stub, protocol).to.equal('app:80');
		}
	});

	it('has one page for everybody, whatever it was told of them', async () => {
		const told = { 'x-verify': 'SUCCESS', 'x-forwarded-proto': 'https', 'x-dn': 'CN=a' };
		const [shown, bare] = [
			await ask({ port: portOf('http'), path: '/?x', method: 'POST', headers: told }),
			await ask({ port: portOf('http'), path: '/' }),
		];

		expect(shown.body).to.equal(bare.body);
		expect(shown.headers).to.include({
			'lab-told-x-verify': 'SUCCESS',
			'lab-told-x-forwarded-proto': 'https',
			'lab-told-x-dn': 'CN=a',
		});
	});

	it('tells of every field but of such as say nothing', async () => {
		const { headers } = await ask({
			port: portOf('http'),
			path: '/',
			headers: {
				...{ 'accept-language': 'de', 'user-agent': 'x', 'x-empty': '', 'x-none': '-' },
				...{
					'x-quoted': '""',
					'x-null': '(null)',
					'x-unknown': '{http.request.tls.client.subject}',
				},
				...{ 'x-dn': 'CN=Zo\u00EB, O=a\tb', via: '1.1 a', cookie: 'a=secret', 'x-a.b': '1' },
			},
		});

		expect(toldIn(headers)).to.deep.equal({
			'x-dn': 'CN=Zo?, O=a?b',
			via: '1.1 a',
			cookie: 'present',
		});
	});

	it('says again what came twice, cuts what is long, and has an end', async () => {
		const long = 'x'.repeat(600);
		const { headers } = await ask({
			port: portOf('http'),
			path: '/',
			headers: { 'x-verify': ['SUCCESS', 'NONE'], 'x-cert': long, 'x-dn': ['', 'CN=a'] },
		});
		const path = `/${'y'.repeat(5000)}`;
		const numbered = (length: number, value: string): Record<string, string> =>
			Object.fromEntries(Array.from({ length }, (_, index) => [`x-${index}`, value]));
		const many = await ask({
			...{ port: portOf('http'), path },
			headers: { ...numbered(190, 'z'.repeat(500)), 'x-dn': 'CN=a', 'x-state': 'SUCCESS' },
		});
		const short = await ask({
			...{ port: portOf('http'), path },
			headers: { ...numbered(190, 'z'), 'x-verified': '1' },
		});

		expect(toldIn(headers)).to.deep.equal({
			'x-verify': 'SUCCESS, NONE',
			'x-dn': ', CN=a',
			'x-cert': 'x'.repeat(200),
		});
		expect(Object.entries(toldIn(many.headers)).slice(0, 3)).to.deep.equal([
			['x-state', 'SUCCESS'],
			['x-dn', 'CN=a'],
			['x-0', 'z'.repeat(200)],
		]);
		const head = Object.entries(toldIn(many.headers)).map((it) => it.join('').length + 13);
		expect(head.reduce((one, other) => one + other)).to.be.within(1800, 2048);
		expect(Object.keys(toldIn(short.headers))).to.have.length(30);
		expect(toldIn(short.headers)).to.include({ 'x-verified': '1' });
		expect(many.headers['lab-asked-uri']).to.equal(path.slice(0, 200));
	});

	it('has a page of its own for each upstream, path and name, however they are spelled', async () => {
		const wordsOf = async (path: string, host = 'a.test', port = portOf('http')) =>
			pageIn(await ask({ port, path, headers: { host } })).prose;
		const usual = await wordsOf('/admin');
		const other = (await stub.listen('another', 'http')).port;

		for (const path of ['/admin?x=1', '/%61dmin', '/./admin', '/x/../admin', '/x/%2e%2e/admin']) {
			expect(await wordsOf(path), path).to.equal(usual);
		}
		expect(await wordsOf('/admin', 'A.test.:8443')).to.equal(usual);
		const others = [
			await wordsOf('/'),
			await wordsOf('/ADMIN'),
			await wordsOf('/admin/'),
			await wordsOf('//admin'),
			await wordsOf('/admin', 'b.test'),
			await wordsOf('/admin', 'a.test', other),
		];
		const known = new Set(usual.split(' '));
		expect(known.size).to.be.above(195);
		for (const it of others) {
			expect(it.split(' ').filter((word) => known.has(word)).length).to.be.below(5);
		}
	});

	it('survives what is not its protocol', async () => {
		const begin = (type: number, id: number, content = ''): string =>
			`\x01${String.fromCharCode(type, id >> 8, id & 255, content.length >> 8, content.length & 255)}\0\0${content}`;
		const rubbish: readonly (readonly [UpstreamProtocol, string])[] = [
			['http', '\x16\x03\x01\r\n\r\n'],
			['https', 'GET / HTTP/1.1\r\n\r\n'],
			['h2', 'GET / HTTP/1.1\r\n\r\n'],
			['h2c', 'GET / HTTP/1.1\r\n\r\n'],
			['fastcgi', 'GET / HTTP/1.1\r\n\r\n'],
			['fastcgi', Array.from({ length: 40 }, (_, id) => begin(1, id + 1, '\0'.repeat(8))).join('')],
			['fastcgi', begin(1, 1, '\0'.repeat(8)) + begin(4, 1, '\xff'.repeat(60_000)).repeat(9)],
			['scgi', '99999999999:'],
			['scgi', 'GET / HTTP/1.1\r\n\r\n'],
			['uwsgi', '\0\x04\0\0\xff\xff\0\0'],
		];
		for (const [protocol, octets] of rubbish) {
			const answer = await exchange(portOf(protocol), octets);

			expect(answer, `${protocol} ${octets.slice(0, 20)}`).to.not.include('200');
		}
		const request = ['CONTENT_LENGTH', '0', 'REQUEST_URI', '/', ''].join('\0');
		const answer = await exchange(portOf('scgi'), `${request.length}:${request},`);
		expect(answer).to.match(/^Status: 200 OK\r\n/u);
	});

	it('answers parameters that are cut off as far as they go', async () => {
		const pairs = '\x0b\x01REQUEST_URI/\x04\xff\xff\xff\xffabcd';
		const header = (type: number, length: number): string =>
			`\x01${String.fromCharCode(type, 0, 1, 0, length)}\0\0`;
		const answer = await exchange(
			portOf('fastcgi'),
			`${header(1, 8)}\0\x01\0\0\0\0\0\0${header(4, pairs.length)}${pairs}${header(4, 0)}${header(5, 0)}`,
		);

		expect(answer).to.include('lab-asked-uri: /\r\n');
	});

	it('ends every connection when it is closed, and lets nobody begin again', async () => {
		const own = createUpstreamStub(authorities);
		const { port } = await own.listen('app', 'h2c');
		const socket: Socket = connect(port, '127.0.0.1');
		await new Promise((resolve) => {
			socket.once('connect', resolve);
		});
		const ended = new Promise((resolve) => {
			socket
				.once('close', resolve)
				.once('error', () => {})
				.resume();
		});
		await own.close();
		await own.close();
		await ended;

		const refused = await own.listen('app', 'http').catch((error: unknown) => error);
		expect(refused).to.be.instanceOf(Error);
		expect(await exchange(port, '')).to.equal('ECONNREFUSED');
	});
});

/** What the upstream tells that it was told. */
function toldIn(headers: IncomingHttpHeaders): Record<string, unknown> {
	const told = Object.entries(headers).filter(([name]) => name.startsWith('lab-told-'));
	return Object.fromEntries(told.map(([name, value]) => [name.slice('lab-told-'.length), value]));
}

/** Everything that comes back, octet by octet, until the other side ends. */
function exchange(port: number, octets: string): Promise<string> {
	return new Promise((resolve) => {
		let text = '';
		const socket = connect(port, '127.0.0.1', () => socket.write(octets, 'latin1'));
		socket.setEncoding('latin1');
		socket.on('data', (chunk: string) => {
			text += chunk;
		});
		socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
		socket.once('close', () => resolve(text));
	});
}
