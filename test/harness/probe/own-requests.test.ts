/** What is asked leaves octet by octet as the attempt says, and what was asked is on record. */
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { listen } from '../../../fixtures/endpoints/endpoint.ts';
import { type Connection, connect } from '../../../fixtures/attempt.ts';
import type { ConnectionObservation } from '../../../harness/observation.ts';
import { probe } from '../../../harness/probe/probe.ts';
import type { ProbeSettings } from '../../../harness/probe/settings.ts';
import { serverTls } from '../lab.ts';

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n';
const closing: (() => Promise<void>)[] = [];

describe('requests that are written by ourselves', () => {
	afterEach(async () => {
		await Promise.all(closing.splice(0).map((close) => close()));
	});

	for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
		it(`leave octet by octet, and are on record (${tls})`, async () => {
			const server = await listener(() => ok);
			const { connection } = await ask(server, tls, {
				requests: [
					{
						method: 'get',
						target: '/a\0b%00/\xe9',
						hosts: ['one.test', 'two.test'],
						lines: ['X-Folded: a', ' b', 'X-Space : c', 'Connection: close, x-folded'],
					},
				],
			});
			const head =
				'get /a\0b%00/\xe9 HTTP/1.1\r\nHost: one.test\r\nHost: two.test\r\nX-Folded: a\r\n b\r\nX-Space : c\r\nConnection: close, x-folded\r\n\r\n';
			expect(server.heard()).to.deep.equal([head]);
			expect(connection.sent.heads).to.deep.equal([head]);
			expect(connection.response?.status).to.equal(200);
		});
	}

	it('take what they leave out from the run', async () => {
		const server = await listener(() => ok);
		await ask(server, 'TLSv1.3', { requests: [{ method: 'POST' }] });
		expect(server.heard()).to.deep.equal([
			`POST /admin HTTP/1.1\r\nHost: a.test:1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
		]);
	});

	it('follow each other on one connection, each after the answer to the one before', async () => {
		const server = await listener((nth) => ok.replace('200', String(200 + nth)));
		const { connection } = await ask(server, 'TLSv1.3', {
			requests: [{ target: '/1' }, { target: '/2' }, { target: '/3' }],
		});
		expect(server.connections()).to.equal(1);
		expect(server.heard().map((it) => it.split('\r\n')[0])).to.deep.equal([
			'GET /1 HTTP/1.1',
			'GET /2 HTTP/1.1',
			'GET /3 HTTP/1.1',
		]);
		expect(server.heard().map((it) => /Connection: (.*)\r/u.exec(it)?.[1])).to.deep.equal([
			'keep-alive',
			'keep-alive',
			'close',
		]);
		expect(connection.earlier?.map(({ status }) => status)).to.deep.equal([201, 202]);
		expect(connection.response?.status).to.equal(203);
	});

	it('stop where the target ends the connection after an answer', async () => {
		const server = await listener(() => ok.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
		const { connection } = await ask(server, 'TLSv1.3', {
			requests: [{ target: '/1' }, { target: '/2' }],
		});
		expect(server.connections()).to.equal(1);
		expect(connection.sent.heads).to.have.length(1);
		expect(connection.earlier).to.have.length(1);
		expect(connection.response).to.equal(null);
	});

	it('follow an answer that is longer than what is looked at of it', async () => {
		const body = 'x'.repeat(200_000);
		const long = ok.replace('Content-Length: 6', `Content-Length: ${body.length}`);
		const server = await listener((nth) => (nth === 1 ? long.replace('hello\n', body) : ok));
		const { connection } = await ask(server, 'TLSv1.3', {
			requests: [{ target: '/1' }, { target: '/2' }],
		});
		expect(connection.response?.status).to.equal(200);
		expect(connection.earlier?.map(({ length }) => length)).to.deep.equal([64 * 1024]);
	});

	it('read the answer to HEAD as one without a body', async () => {
		const server = await listener(() => ok.replace('hello\n', ''));
		const { connection } = await ask(server, 'TLSv1.3', { requests: [{ method: 'HEAD' }] });
		expect(connection.response?.status).to.equal(200);
	});

	it('carry the headers of the user, and put none of their values on record', async () => {
		const server = await listener(() => ok);
		const sha256 = await shownBy(server);
		const confidential = { headers: { 'x-key': 'swordfish-4711' }, sha256 };
		const settings = { confidential, secrets: ['swordfish-4711'] };
		const { connection } = await ask(server, 'TLSv1.3', { requests: [{}] }, settings);
		expect(server.heard().at(-1)).to.contain('x-key: swordfish-4711\r\n');
		expect(JSON.stringify(connection)).to.not.contain('swordfish');
		expect(connection.sent.heads?.[0]).to.contain('x-key: [redacted]\r\n');
		expect(connection.sent.withheld).to.equal(undefined);
	});

	it('leave them out at another listener, also under the same certificate', async () => {
		const [server, other] = await Promise.all([listener(() => ok), listener(() => ok)]);
		const headers = { 'x-key': 'swordfish-4711' };
		const settings = { confidential: { headers, sha256: await shownBy(other) } };
		const elsewhere = { host: '127.0.0.1', port: other.port };
		const { connection } = await ask(server, 'TLSv1.3', { listener: elsewhere }, settings);
		expect(connection.sent.withheld).to.equal(true);
		expect(other.heard().join('')).to.not.contain('x-key');
	});

	it('leave them out where another certificate is shown, and without TLS', async () => {
		const settings = {
			confidential: { headers: { 'x-key': 'swordfish-4711' }, sha256: 'another' },
		};
		const server = await listener(() => ok);
		const other = await ask(server, 'TLSv1.3', { requests: [{}] }, settings);
		const plain = await listener(() => ok, 'plaintext');
		const open = await ask(plain, 'TLSv1.3', { plaintext: true }, settings);
		for (const { connection } of [other, open]) {
			expect(connection.sent.withheld).to.equal(true);
			expect(connection.response?.status).to.equal(200);
		}
		expect([...server.heard(), ...plain.heard()].join('')).to.not.contain('x-key');
	});

	it('speak HTTP without TLS where the attempt says so', async () => {
		const server = await listener(() => ok, 'plaintext');
		const { connection } = await ask(server, 'TLSv1.3', { plaintext: true, requests: [{}] });
		expect(connection).to.include({ plaintext: true, ending: 'response' });
		expect(connection.handshake.completed).to.equal(false);
		expect(server.heard()[0]).to.match(/^GET \/admin HTTP\/1.1\r\n/u);
	});

	it('without TLS on a port that wants TLS are no answer', async () => {
		const server = await listener(() => ok);
		const { connection } = await ask(server, 'TLSv1.3', { plaintext: true });
		expect(connection.response).to.equal(null);
		expect(connection.ending).to.be.oneOf(['close', 'reset', 'not-http']);
	});

	it('go to another listener where the attempt names one', async () => {
		const [server, other] = await Promise.all([listener(() => ok), listener(() => ok)]);
		const { connection } = await ask(server, 'TLSv1.3', {
			listener: { host: '127.0.0.1', port: other.port },
		});
		expect(server.connections()).to.equal(0);
		expect(connection.address).to.equal(`127.0.0.1:${other.port}`);
	});

	it('are made under the server_name of the attempt, also under none', async () => {
		const server = await listener(() => ok);
		for (const servername of ['B.Test', 'b.test.', null]) {
			const { connection } = await ask(server, 'TLSv1.3', { servername });
			expect(connection.sent.servername).to.equal(servername);
		}
	});
});

interface Listening {
	readonly port: number;
	/** The requests, in order. */
	heard(): readonly string[];
	connections(): number;
}

/** Answers whatever ends in an empty line. */
async function listener(
	answer: (nth: number) => string,
	kind: 'tls' | 'plaintext' = 'tls',
): Promise<Listening> {
	const heard: string[] = [];
	let connections = 0;
	const serve = (socket: Socket | TLSSocket): void => {
		connections += 1;
		let pending = '';
		socket.on('error', () => {});
		socket.on('data', (chunk: Buffer) => {
			pending += chunk.toString('latin1');
			if (!pending.endsWith('\r\n\r\n')) return;
			heard.push(pending);
			pending = '';
			socket.write(answer(heard.length));
		});
	};
	const { key, cert } = serverTls;
	const server: Server =
		kind === 'plaintext' ? createTcpServer(serve) : createTlsServer({ key, cert }, serve);
	server.on('tlsClientError', () => {});
	const endpoint = await listen(server);
	closing.push(() => endpoint.close());
	return { port: endpoint.port, heard: () => heard, connections: () => connections };
}

async function ask(
	{ port }: Listening,
	tls: 'TLSv1.2' | 'TLSv1.3',
	meant: Partial<Connection>,
	different: Partial<ProbeSettings> = {},
): Promise<{ readonly connection: ConnectionObservation }> {
	const settings: ProbeSettings = {
		address: { host: '127.0.0.1', port },
		servername: 'a.test',
		authority: 'a.test:1',
		tls,
		path: '/admin',
		method: 'GET',
		confidential: null,
		rules: { acceptIf: [], rejectIf: [], reasonFrom: [], markers: [] },
		sketchKey: 'key',
		secrets: [],
		timeoutMs: 10_000,
		waitMs: 0,
		...different,
	};
	const attempt = [connect(meant)] as const;
	const { connections } = await probe(attempt, settings, async () => {}, noSignal);
	return { connection: connections[0] };
}

async function shownBy(server: Listening): Promise<string> {
	const { connection } = await ask(server, 'TLSv1.2', {});
	return connection.handshake.serverSha256 ?? '';
}

const noSignal = new AbortController().signal;
