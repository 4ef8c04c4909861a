/** What is asked over HTTP/2 arrives as it was said, and what does not come back is told. */
import { once } from 'node:events';
import {
	createSecureServer,
	type Http2SecureServer,
	type IncomingHttpHeaders,
	type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { createServerCredential } from '../../../fixtures/endpoints/server-credential.ts';
import { h2HeadText, unsendable } from '../../../harness/probe/h2-head.ts';
import { askH2, head, openH2 } from './h2-client.ts';

type StreamEvent = [
	stream: ServerHttp2Stream,
	headers: IncomingHttpHeaders,
	flags: number,
	raw: readonly string[],
];

interface Seen {
	readonly session: ServerHttp2Stream['session'];
	readonly fields: readonly (readonly [string | undefined, string | undefined])[];
	/** Whether the client would take what it did not ask for. */
	readonly push: boolean | undefined;
	/** The answers that had ended as the request came. */
	readonly after: number;
}

describe('asking over HTTP/2', () => {
	const seen: Seen[] = [];
	let ended = 0;
	let server: Http2SecureServer;
	let port: number;

	before(async () => {
		// This server is to show what was sent, however odd.
		const options = { ...createServerCredential(), strictSingleValueFields: false };
		server = createSecureServer(options);
		server.on('stream', (...[stream, headers, , raw]: StreamEvent) => {
			const fields = raw.flatMap((name, at) =>
				at % 2 === 0 ? [[name, raw[at + 1]] as const] : [],
			);
			const push = stream.session?.remoteSettings.enablePush;
			seen.push({ session: stream.session, fields, push, after: ended });
			stream.on('error', () => {});
			const path = headers[':path'] ?? '';
			const body = 'x'.repeat(Number(path.slice(1)));
			stream.respond({ ':status': 299, 'x-path': path, 'set-cookie': ['a=1', 'b=2'] });
			if (path === '/endless') stream.on('drain', () => stream.write(body)).write('x'.repeat(1e5));
			else stream.end(body, () => (ended += 1));
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		port = (server.address() as AddressInfo).port;
	});
	afterEach(() => {
		seen.length = 0;
		ended = 0;
	});
	after(() => server.close());

	it('sends the authority, and a Host that differs, as both are written', async () => {
		const fields = [
			['host', 'other.test:8443'],
			['x-ssl_client-verify', 'SUCCESS'],
			['x-odd', 'one'],
			['x-latin', 'caf\u00e9'],
			['x-odd', 'two'],
			['x-empty', ''],
		] as const;
		const asked = head('MTLS.test.', { method: 'OPTIONS', path: '/a/../b;c?d=%00', fields });
		const { answer, failure, written } = await askH2(await openH2(port), [asked]);
		expect(failure).to.equal(null);
		expect(answer?.status).to.equal(299);
		expect(seen.map((it) => it.fields)).to.deep.equal([
			[
				[':method', 'OPTIONS'],
				[':scheme', 'https'],
				[':authority', 'MTLS.test.'],
				[':path', '/a/../b;c?d=%00'],
				['host', 'other.test:8443'],
				['x-ssl_client-verify', 'SUCCESS'],
				['x-odd', 'one'],
				['x-odd', 'two'],
				['x-latin', 'caf\u00e9'],
				['x-empty', ''],
			],
		]);
		const shown = seen[0]?.fields.map(([name, value]) => `${name}: ${value}`).join('\n');
		expect(written).to.deep.equal([shown]);
	});

	it('adds nothing of its own', async () => {
		await askH2(await openH2(port), [head('a.test', { method: 'POST' })]);
		expect(seen[0]?.fields).to.deep.equal([
			[':method', 'POST'],
			[':scheme', 'https'],
			[':authority', 'a.test'],
			[':path', '/'],
		]);
		expect(seen[0]?.push).to.equal(false);
	});

	it('asks again on the same connection, after the first answer has ended', async () => {
		const heads = [head('a.test', { path: '/40000' }), head('b.test', { path: '/7' })] as const;
		const { answer, earlier, written } = await askH2(await openH2(port), heads);
		expect(earlier.map(({ body, bodyComplete }) => [body.length, bodyComplete])).to.deep.equal([
			[40_000, true],
		]);
		expect(answer?.body).to.equal('xxxxxxx');
		expect(answer?.headers).to.deep.include({ 'x-path': '/7', 'set-cookie': ['a=1', 'b=2'] });
		expect(seen.map((it) => it.fields[2]?.[1])).to.deep.equal(['a.test', 'b.test']);
		expect(seen[0]?.session).to.equal(seen[1]?.session);
		expect(seen.map((it) => it.after)).to.deep.equal([0, 1]);
		expect(written).to.have.lengthOf(2);
	});

	it('reads no more than the start of a body that never ends, and asks on', async () => {
		const endless = head('a.test', { path: '/endless' });
		const { answer, earlier } = await askH2(await openH2(port), [endless, endless]);
		for (const it of [...earlier, answer]) {
			expect(it).to.include({ status: 299, bodyComplete: false });
			expect(it?.body.length).to.equal(65_536);
		}
		expect(earlier).to.have.lengthOf(1);
	});

	it('tells of the head before the body, and reads none that is not wanted', async () => {
		const asked = head('a.test', { path: '/endless' });
		const first = head('a.test', { path: '/9' });
		const heard = await askH2(await openH2(port), [first, asked], { readsBody: false });
		expect(heard.earlier.map(({ body }) => body.length)).to.deep.equal([9]);
		expect(heard.head).to.equal(true);
		expect(heard.answer).to.include({ status: 299, body: '', bodyComplete: false });
	});

	it('understands what came before it was asked', async () => {
		const opened = await openH2(port);
		opened.socket.once('readable', () => {});
		await once(opened.socket, 'readable');
		expect((await askH2(opened, [head('a.test')])).answer?.status).to.equal(299);
	});

	it('leaves the socket open', async () => {
		const { leftOpen } = await askH2(await openH2(port), [head('a.test')]);
		expect(leftOpen).to.equal(true);
	});

	it('stops where it is told to', async () => {
		const stop = new AbortController();
		const { signal } = stop;
		const asked = head('a.test', { path: '/endless' });
		const opened = await openH2(port);
		const late = await askH2(opened, [asked, asked], { signal, onHead: () => stop.abort() });
		expect(late.answer?.bodyComplete).to.equal(false);
		const early = await askH2(await openH2(port), [asked], { signal });
		expect(early).to.include({ answer: null, head: false });
		expect(early.failure).not.to.equal(null);
		expect(early.written).to.deep.equal([]);
	});

	describe('does not send', () => {
		const long = 'x'.repeat(33 * 1024);
		const cases: readonly (readonly [string, Parameters<typeof head>[1], string])[] = [
			['a NUL', { path: '/\0' }, 'ERR_UNSENDABLE_HEAD'],
			['what is no octet', { fields: [['x-a', '\u20ac']] }, 'ERR_UNSENDABLE_HEAD'],
			['a second authority', { fields: [[':authority', 'b']] }, 'ERR_UNSENDABLE_HEAD'],
			['a name in upper case', { fields: [['X-A', 'b']] }, 'ERR_UNSENDABLE_HEAD'],
			['a field without a name', { fields: [['', 'b']] }, 'ERR_UNSENDABLE_HEAD'],
			['more than a header block', { fields: [['x', long]] }, 'ERR_UNSENDABLE_HEAD'],
			['what is no name', { fields: [['x a', 'b']] }, 'ERR_INVALID_HTTP_TOKEN'],
			['CONNECT', { method: 'CONNECT' }, 'ERR_HTTP2_CONNECT_SCHEME'],
			['Connection', { fields: [['connection', 'x']] }, 'ERR_HTTP2_INVALID_CONNECTION_HEADERS'],
		];
		for (const [name, given, code] of cases) {
			it(`${name}, nor anything before it`, async () => {
				const heads = [head('a.test'), head('b.test', given)] as const;
				const { failure, written } = await askH2(await openH2(port), heads);
				expect(failure?.code).to.equal(code);
				expect(unsendable(heads)).to.deep.equal(failure);
				expect(written).to.deep.equal([]);
				expect(seen).to.deep.equal([]);
			});
		}

		for (const name of ['authorization', 'host']) {
			it(`two fields ${name} where the runtime cannot`, async () => {
				const fields = [
					[name, 'b.test'],
					[name, 'c.test'],
				] as const;
				const asked = head('a.test', { fields });
				const refused = unsendable([asked]);
				const { failure } = await askH2(await openH2(port), [asked]);
				if (refused !== null) {
					expect(refused.code).to.equal('ERR_HTTP2_HEADER_SINGLE_VALUE');
					expect(seen).to.deep.equal([]);
				} else if (name === 'host') {
					// It is the server's nghttp2 that takes this for malformed.
					expect(failure?.message).to.include('NGHTTP2_PROTOCOL_ERROR');
				} else {
					expect(seen[0]?.fields.slice(4)).to.deep.equal(fields);
				}
			});
		}
	});

	it('sends the longest head that it does not refuse', async () => {
		const asked = head('a.test', { fields: [['x-a', '\u00ff'.repeat(32 * 1024 - 100)]] });
		expect((await askH2(await openH2(port), [asked])).answer?.status).to.equal(299);
	});
});

describe('the text of an HTTP/2 head', () => {
	it('shows what is to be shown, on one line each', () => {
		const fields = [
			['authorization', 'Bearer x', '[redacted]'],
			['x-a', 'b\r\nhost: c'],
		] as const;
		expect(h2HeadText(head('a.test', { fields })).split('\n').slice(4)).to.deep.equal([
			'authorization: [redacted]',
			String.raw`x-a: b\x0d\x0ahost: c`,
		]);
	});
});
