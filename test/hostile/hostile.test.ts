import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { createServerCredential } from '../../fixtures/endpoints/server-credential.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { createKeyRing } from '../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { type Answer, httpsGet } from '../servers/https-get.ts';
import * as afterHandshake from './after-handshake.ts';
import * as answers from './answer.ts';
import * as beforeTls from './before-tls.ts';
import * as bodies from './body.ts';
import type { HostileServer, HostileTls } from './hostile-server.ts';
import * as mortal from './mortal.ts';

const server = createServerCredential();
const root = createRoot(createKeyRing());
const credential = root.issue();
const tls: HostileTls = { ...server, ca: certificatesPem([root.certificate]) };
let hostile: HostileServer | null = null;

describe('hostile servers', () => {
	afterEach(async () => {
		await hostile?.close();
		hostile = null;
	});

	for (const [title, start, code] of [
		['closed port', beforeTls.startClosedPort, /^ECONNREFUSED$/u],
		// EPROTO or OpenSSL's own code, by version of Node.
		['garbage', beforeTls.startGarbage, /^EPROTO|WRONG_VERSION_NUMBER$/u],
		['plain HTTP', beforeTls.startPlainHttp, /^EPROTO|WRONG_VERSION_NUMBER|HTTP_REQUEST$/u],
		['EOF at once', beforeTls.startEofAtOnce, /^ECONNRESET$/u],
		['reset at once', beforeTls.startResetAtOnce, /^ECONNRESET$/u],
		['alert at once', beforeTls.startAlertAtOnce, /^EPROTO|HANDSHAKE_FAILURE$/u],
	] as const) {
		it(`${title} ends before any handshake`, async () => {
			const answer = await get(await started(start()));
			expect(answer).to.have.property('refused').that.matches(code);
		});
	}

	for (const [title, start] of [
		['black hole', beforeTls.startBlackHole],
		['mute', beforeTls.startMute],
	] as const) {
		it(`${title}: accepts, and lives until it is closed`, async () => {
			const quiet = await started(start());
			const socket = connectTcp(quiet.port, '127.0.0.1');
			socket.on('error', () => undefined);
			await once(socket, 'connect');
			const closed = new Promise((resolve) => socket.once('close', resolve).resume());
			await quiet.close();
			await closed;
		});
	}

	for (const [title, start, code] of [
		['EOF after the handshake', afterHandshake.startEofAfterHandshake, 'ECONNRESET'],
		['reset in the header', afterHandshake.startResetInHeader, 'ECONNRESET'],
		['not HTTP', afterHandshake.startNotHttp, 'HPE_INVALID_CONSTANT'],
		['HTTP/2 without ALPN', afterHandshake.startH2WithoutAlpn, 'HPE_INVALID_CONSTANT'],
	] as const) {
		it(`${title}: ${code}`, async () => {
			expect(await get(await started(start(tls)))).to.deep.equal({ refused: code });
		});
	}

	it('shakes hands before it is silent or stops in the header', async () => {
		for (const [start, expected] of [
			[afterHandshake.startHalfHeader, 'HTTP/1.1 200 OK\r\ncontent-type: text/pl'],
			[afterHandshake.startEndlessHeader, 'HTTP/1.1 200 OK\r\n'],
			[bodies.startStalledBody, 'HTTP/1.1 200 OK\r\n'],
			[bodies.startResetInBody, 'HTTP/1.1 200 OK\r\n'],
			[bodies.startEndlessBody, 'HTTP/1.1 200 OK\r\n'],
		] as const) {
			const socket = await dial(await started(start(tls)));
			const head = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
			expect(head.toString()).to.satisfy((text: string) => text.startsWith(expected));
			socket.destroy();
			await hostile?.close();
		}
		await dial(await started(afterHandshake.startSilentAfterHandshake(tls)));
	});

	it('sends 100 MB', async () => {
		const answer = await get(await started(bodies.startHugeBody(tls)));
		expect('body' in answer && answer.body.length).to.equal(100 * 1024 * 1024);
	});

	it('redirects', async () => {
		expect(await get(await started(answers.startRedirect(tls)))).to.include({ status: 302 });
	});

	it('is busy for so many requests', async () => {
		const busy = await started(answers.startBusy(tls, { requests: 2 }));
		const statuses = [await get(busy), await get(busy), await get(busy)].map(status);
		expect(statuses).to.deep.equal([503, 503, 200]);
	});

	it('speaks HTTP/2 only', async () => {
		const h2 = await started(answers.startH2Only(tls));
		const session = connectHttp2(h2.url, { ...identity(), ca: server.ca });
		const stream = session.request({ ':path': '/' });
		const headers = await new Promise((resolve) => stream.once('response', resolve));
		expect(headers).to.include({ ':status': 200 });
		session.destroy();
		expect(await get(h2)).to.not.include({ status: 200 });
	});

	it('dies after so many connections', async () => {
		const dying = await started(mortal.startMortal(tls, 2));
		expect([await get(dying), await get(dying)].map(status)).to.deep.equal([200, 200]);
		expect(await get(dying)).to.deep.equal({ refused: 'ECONNREFUSED' });
	});

	it('restarts on the same port', async () => {
		const restarting = await started(mortal.startRestarting(tls, { after: 2, downMs: 20 }));
		expect(status(await get(restarting))).to.equal(200);
		expect(await get(restarting)).to.have.property('refused');
		let answer: Answer;
		do answer = await get(restarting);
		while ('refused' in answer && answer.refused === 'ECONNREFUSED');
		expect(status(answer)).to.equal(200);
	});
});

async function started(starting: Promise<HostileServer>): Promise<HostileServer> {
	hostile = await starting;
	return hostile;
}

function get({ port }: HostileServer): Promise<Answer> {
	return httpsGet({ port, server, version: 'TLSv1.3', credential });
}

function status(answer: Answer): number | null {
	return 'status' in answer ? answer.status : null;
}

async function dial({ port }: HostileServer): Promise<TLSSocket> {
	const options = { ...identity(), port, host: '127.0.0.1', servername: 'localhost' };
	const socket = connectTls({ ...options, ca: server.ca });
	socket.on('error', () => undefined);
	await once(socket, 'secureConnect');
	socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
	return socket;
}

function identity(): { readonly cert: string; readonly key: string } {
	return { cert: certificatesPem(credential.chain), key: credential.key };
}
