/** The responder over real sockets, judged by the OCSP client of OpenSSL. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createRoot, type Issuer } from '../../../fixtures/pki/issuer.ts';
import { createKeyRing } from '../../../fixtures/pki/key-ring.ts';
import { type OcspState, ocspStates } from '../../../fixtures/pki/ocsp.ts';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import {
	type RunningResponder,
	startOcspResponder,
} from '../../../harness/probe/ocsp-responder.ts';
import { UsageError } from '../../../harness/usage-error.ts';
import { openWorkshop, type Workshop } from '../../fixtures/pki/openssl.ts';
import { describeWithServer } from '../../servers/available.ts';

/** What OpenSSL 3.0 says of each state; all that is said must be there. */
const opinions: Readonly<Record<OcspState, readonly RegExp[]>> = {
	good: [/Response verify OK/u, /leaf\.pem: good/u],
	'good-once': [/Response verify OK/u, /leaf\.pem: good/u],
	delegated: [/Response verify OK/u, /leaf\.pem: good/u],
	revoked: [/Response verify OK/u, /leaf\.pem: revoked/u, /Revocation Time/u],
	unknown: [/Response verify OK/u, /leaf\.pem: unknown/u],
	expired: [/Response verify OK/u, /Status times invalid/u, /status expired/u],
	future: [/Response verify OK/u, /Status times invalid/u, /status not yet valid/u],
	'wrong-signer': [/Response Verify Failure/u, /certificate verify error/u],
	'delegate-without-eku': [/Response Verify Failure/u, /missing ocspsigning usage/u],
	'wrong-serial': [/Response verify OK/u, /No Status found/u],
	'bad-signature': [/Response Verify Failure/u, /signature failure/u],
	'try-later': [/Responder Error: trylater \(3\)/u],
	malformed: [/Error querying OCSP responder/u],
};

describeWithServer('openssl', 'the OCSP responder, asked by openssl', () => {
	let responder: RunningResponder;
	let workshop: Workshop;
	const root = createRoot(createKeyRing());
	before(async () => {
		responder = await startOcspResponder(null);
		workshop = openWorkshop();
		workshop.write('root.pem', certificatesPem([root.certificate]));
	});
	after(async () => {
		workshop.close();
		await responder.close();
	});

	for (const state of ocspStates) {
		it(`${state}, over a root`, async () => {
			expectOpinion(state, await ask(root, state));
		});
	}

	it('good-once: revoked from the second time on, for each certificate', async () => {
		const url = responder.url(root, 'good-once');
		const [one, other] = [root.issue().chain[0], root.issue().chain[0]];
		const said: string[] = [];
		for (const leaf of [one, one, other, one]) said.push(await openssl(leaf, root, url));
		for (const [index, state] of ['good', 'revoked', 'good', 'revoked'].entries()) {
			expect(said[index]).to.contain(`leaf.pem: ${state}`);
		}
	});

	it('answers for each CA with its own key', async () => {
		const first = root.subordinate();
		const second = first.subordinate();
		for (const state of ['good', 'delegated', 'delegate-without-eku'] as const) {
			for (const issuer of [first, second]) expectOpinion(state, await ask(issuer, state));
		}
	});

	it('answers for RSA and Ed25519', async () => {
		const keys = createKeyRing();
		for (const key of [await keys.rsa('2048-issuer'), keys.ed25519()]) {
			expectOpinion('good', await ask(root.subordinate({ key }), 'good'));
		}
	});

	it('believes nobody else about a certificate', async () => {
		const other = root.subordinate();
		const leaf = root.issue();
		const said = await openssl(leaf.chain[0], root, responder.url(other, 'good'));
		expect(said).to.match(/Response Verify Failure/u);
	});

	function expectOpinion(state: OcspState, said: string): void {
		for (const opinion of opinions[state]) expect(said).to.match(opinion);
		expect(said).not.to.match(/nonce/iu);
	}

	/** openssl asks for a nonce unless told otherwise, and says so when it does not come back. */
	function ask(issuer: Issuer, state: OcspState): Promise<string> {
		const url = responder.url(issuer, state);
		return openssl(issuer.issue({ ocspResponder: url }).chain[0], issuer, url);
	}

	async function openssl(leaf: Buffer | undefined, issuer: Issuer, url: string): Promise<string> {
		workshop.write('leaf.pem', certificatesPem(leaf === undefined ? [] : [leaf]));
		workshop.write('issuer.pem', certificatesPem([issuer.certificate]));
		const args = ['ocsp', '-issuer', 'issuer.pem', '-cert', 'leaf.pem', '-url', url];
		// Not execFileSync: what it asks is answered by this very process.
		return new Promise((resolve) => {
			execFile(
				'openssl',
				[...args, '-CAfile', 'root.pem', '-timeout', '20'],
				{ cwd: workshop.folder },
				(_, stdout, stderr) => resolve(`${stdout}${stderr}`),
			);
		});
	}
});

describe('the OCSP responder', () => {
	let responder: RunningResponder;
	let workshop: Workshop;
	let asked: Buffer;
	const root = createRoot(createKeyRing());
	const successful = 0;
	const malformedRequest = 1;
	before(async () => {
		responder = await startOcspResponder(null);
		workshop = openWorkshop();
		workshop.write('ca.pem', certificatesPem([root.certificate]));
		workshop.write('leaf.pem', certificatesPem(root.issue().chain));
		asked = workshop.openssl(
			...['ocsp', '-issuer', 'ca.pem', '-cert', 'leaf.pem', '-no_nonce', '-reqout', 'OUT'],
		);
	});
	after(async () => {
		workshop.close();
		await responder.close();
	});
	const good = (): string => responder.url(root, 'good');

	it('reads a request from the path, too (RFC 6960 Appendix A.1)', async () => {
		const inPath = encodeURIComponent(asked.toString('base64'));
		const answers = [
			await send(`${good()}/${inPath}`),
			await send(good(), { method: 'POST', body: asked }),
		];
		for (const { status, type, body } of answers) {
			expect({ status, type }).to.deep.equal({ status: 200, type: 'application/ocsp-response' });
			expect(responseStatus(body)).to.equal(successful);
		}
	});

	it('answers what is no request with malformedRequest', async () => {
		for (const body of [Buffer.alloc(0), Buffer.from('hello'), asked.subarray(0, -1)]) {
			const { status, body: answer } = await send(good(), { method: 'POST', body });
			expect(status).to.equal(200);
			expect(responseStatus(answer)).to.equal(malformedRequest);
		}
	});

	it('refuses paths, methods and encodings that mean nothing', async () => {
		expect(await send(`${responder.origin}/`)).to.include({ status: 404 });
		expect(await send(`${responder.origin}/good/99`)).to.include({ status: 404 });
		expect(await send(`${responder.origin}/toString/0`)).to.include({ status: 404 });
		expect(await send(good(), { method: 'PUT', body: asked })).to.include({ status: 405 });
		expect(await send(`${good()}/%zz`)).to.include({ status: 400 });
	});

	it('reads no more than a request may have, and goes on', async () => {
		const body = Buffer.alloc(1024 * 1024);
		const answer = await send(good(), { method: 'POST', body }).catch(({ code }) => code);
		expect(answer).to.satisfy(
			(it: unknown) => ['ECONNRESET', 'EPIPE'].includes(String(it)) || isRefusal(it),
		);
		const again = await send(good(), { method: 'POST', body: asked });
		expect(responseStatus(again.body)).to.equal(successful);
	});

	it('counts what it answered', async () => {
		const before = responder.answered();
		await send(good(), { method: 'POST', body: asked });
		await send(`${responder.origin}/nobody`);
		expect(responder.answered()).to.equal(before + 1);
	});

	it('listens on loopback only unless told otherwise', () => {
		expect(responder.origin).to.match(/^http:\/\/127\.0\.0\.1:\d+$/u);
	});

	it('listens where it is told to, and is gone when it was closed', async () => {
		const first = await startOcspResponder({ host: '127.0.0.2', port: 0 });
		expect(first.url(root, 'good')).to.match(/^http:\/\/127\.0\.0\.2:\d+\/good\/0$/u);
		const port = Number(new URL(first.origin).port);
		// A client that says nothing must not hold the end of a run up.
		const idle = connect(port, '127.0.0.2');
		await once(idle, 'connect');
		const ended = once(idle, 'close');
		await Promise.all([first.close(), ended]);
		const refused = await send(first.url(root, 'good')).catch(({ code }) => code);
		expect(refused).to.equal('ECONNREFUSED');
	});

	it('says where nothing can listen', async () => {
		const port = Number(new URL(responder.origin).port);
		const error: unknown = await startOcspResponder({ host: '127.0.0.1', port }).catch(
			(it: unknown) => it,
		);
		expect(error).to.be.instanceOf(UsageError);
		expect(String(error)).to.contain(`127.0.0.1 port ${port} (EADDRINUSE)`);
	});
});

interface Answer {
	readonly status: number;
	readonly type: string | undefined;
	readonly body: Buffer;
}

function isRefusal(answer: unknown): boolean {
	return (
		typeof answer === 'object' && answer !== null && 'status' in answer && answer.status === 413
	);
}

async function send(
	url: string,
	{ method = 'GET', body = Buffer.alloc(0) }: { method?: string; body?: Buffer } = {},
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const sent = request(url, { method, agent: false }, (response) => {
			const parts: Buffer[] = [];
			response.on('data', (part: Buffer) => parts.push(part));
			response.on('end', () =>
				resolve({
					status: response.statusCode ?? 0,
					type: response.headers['content-type'],
					body: Buffer.concat(parts),
				}),
			);
			response.on('error', reject);
		});
		sent.on('error', reject);
		sent.end(body);
	});
}

/** The ENUMERATED that an OCSPResponse begins with (RFC 6960 §4.2.1). */
function responseStatus(der: Buffer): number {
	const at = der.indexOf(Buffer.from([0x0a, 0x01]));
	return der.readUInt8(at + 2);
}
