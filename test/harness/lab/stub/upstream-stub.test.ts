import { expect } from 'chai';
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
		expect(pageIn(answer).method).to.equal('PUT');
	});

	it('answers methods that nobody knows', async () => {
		const answer = await exchange(
			portOf('http'),
			'gauntlet /a?b HTTP/1.1\r\nHost: x\r\nX-Verify: NONE\r\n\r\n',
		);

		expect(answer).to.match(/^HTTP\/1\.1 200 /u);
		expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).to.deep.include({
			method: 'gauntlet',
			uri: '/a?b',
			headers: { host: 'x', 'x-verify': 'NONE' },
		});
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

	it('says again what came twice, cuts what is long, and has an end', async () => {
		const long = 'x'.repeat(600);
		const { headers } = pageIn(
			await ask({
				port: portOf('http'),
				path: '/',
				headers: { 'x-verify': ['SUCCESS', 'NONE'], 'x-cert': long, __proto__x: '1' },
			}),
		);
		const many = await ask({
			port: portOf('http'),
			path: `/${'y'.repeat(5000)}`,
			headers: Object.fromEntries(
				Array.from({ length: 190 }, (_, index) => [`x-${index}`, 'z'.repeat(500)]),
			),
		});

		expect(headers).to.include({ 'x-verify': 'SUCCESS, NONE' });
		expect(headers['x-cert']).to.equal(`${'x'.repeat(128)}…`);
		expect(many.body.length).to.be.below(40 * 1024);
		expect(pageIn(many).uri).to.have.length(2048);
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

		expect(answer).to.include('"uri":"/"');
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
