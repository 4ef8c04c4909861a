/** Sessions that are kept, lost, forgotten, or outlive their certificate. */
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { startAppEndpoint } from '../../../fixtures/endpoints/app-endpoint.ts';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import { exitCode } from '../../../harness/conclude.ts';
import { parseRule } from '../../../harness/parse-rule.ts';
import type { Run } from '../../../harness/finding.ts';
import type { RunOptions } from '../../../harness/options.ts';
import { startApache } from '../../servers/apache.ts';
import { describeWithServer } from '../../servers/available.ts';
import { startCaddy } from '../../servers/caddy.ts';
import type { RunningServer } from '../../servers/daemon.ts';
import { startNginx } from '../../servers/nginx.ts';
import { startStunnel } from '../../servers/stunnel.ts';
import { findingOf, findingsOf, idsWith } from '../findings-of.ts';
import { clientRoot, runAgainst, serverCredential, serverTls } from '../lab.ts';
import { startOwn, withServer } from '../own-server.ts';

const clientCa = certificatesPem([clientRoot.certificate]);
const tls = { credential: serverCredential, clientCa };
const control = 'control/resumed-session';
const ended = 'resumption/ended-certificate';
const revoked = 'resumption/revoked-after';

describe('a session of the valid credential', () => {
	it('is resumed, and its client served', async () => {
		const run = await withServer(startOwn(), ({ port }) => runAgainst(port, { only: [control] }));
		for (const finding of findingsOf(run, control)) {
			expect(finding).to.include({ outcome: 'conforms', verdict: 'accept' });
			const resumed = finding.observation?.connections.map((it) => it.handshake.resumed);
			expect(resumed).to.deep.equal([false, true]);
		}
	});

	it('of a target that resumes none: skipped, and no limit of it', async () => {
		const starting = startOwn();
		const run = await withServer(starting, ({ port, server }) => {
			// No ticket key stays valid for longer than one connection.
			server.on('connection', () => {
				server.setTicketKeys(Buffer.from(crypto.getRandomValues(new Uint8Array(48))));
			});
			return runAgainst(port, { only: [control] });
		});
		for (const { outcome, message } of findingsOf(run, control)) {
			expect(outcome).to.equal('skipped');
			expect(message).to.contain('resumed no session');
		}
		expect(run.targets[0]?.limits).to.deep.equal([]);
		expect(exitCode(run)).to.equal(0);
	});

	it('of a target that forgets whose it is: skipped, and a limit says so', async () => {
		const forgetful = startOwn({}, ({ socket }, response) => {
			response.writeHead((socket as TLSSocket).isSessionReused() ? 403 : 200).end();
		});
		const run = await withServer(forgetful, ({ port }) => runAgainst(port, { only: [control] }));
		expect(idsWith(run, 'skipped')).to.deep.equal([control]);
		expect(run.targets[0]?.limits).to.deep.equal([
			'a resumed session of the valid credential is refused with HTTP 403 (control/resumed-session)',
			'the target resumes sessions and forgets who opened them, so its own clients are refused from their second connection on',
		]);
		expect(exitCode(run)).to.equal(0);
	});
});

describe('an anonymous session', () => {
	it('authorizes nobody but on Node 20 and 22 over TLS 1.3, each time', async function run() {
		this.timeout(30_000);
		const isFooled = Number(process.versions.node.split('.')[0]) < 24;
		const acceptIf = [parseRule('json:mTLSValid=true')];
		const only = ['resumption/*anonymous-session*'];
		await withServer(startAppEndpoint(serverTls), async ({ port }) => {
			for (let round = 0; round < 20; round += 1) {
				const made = await runAgainst(port, {
					...{ only, acceptIf },
					tls: round === 0 ? null : ['TLSv1.3'],
				});
				const failing = [...made.findings].filter(({ outcome }) => outcome === 'deviates');
				expect(failing.map(({ id, tls: version }) => `${id} ${version}`)).to.deep.equal(
					isFooled ? ['resumption/anonymous-session TLSv1.3'] : [],
				);
				expect(idsWith(made, 'inconclusive')).to.deep.equal([]);
			}
		});
	});
});

describe('a session that outlasts its certificate', () => {
	it('is not tested unless it is named', async () => {
		const run = await withServer(startOwn(), ({ port }) =>
			runAgainst(port, { only: ['resumption'], tls: ['TLSv1.3'] }),
		);
		expect(findingsOf(run, ended)).to.deep.equal([]);
	});

	it('is served by OpenSSL, where the certificate itself is refused by then', async () => {
		const run = await withServer(startOwn(), ({ port }) => runAgainst(port, { only: [ended] }));
		for (const { outcome, observation } of findingsOf(run, ended)) {
			expect(outcome).to.equal('deviates');
			const connections = observation?.connections ?? [];
			expect(connections.map(({ response }) => response?.status)).to.deep.equal([
				...[200, undefined, 200],
			]);
			expect(connections.map(({ handshake }) => handshake.resumed)).to.deep.equal([
				...[false, false, true],
			]);
			expect(new Set(connections.map(({ sent }) => sent.intended.join())).size).to.equal(1);
		}
		// SHOULD: it is told, and fails no run.
		expect(exitCode(run)).to.equal(0);
	});
});

describeWithServer('caddy', 'a session that outlasts its certificate, and Caddy', () => {
	it('is refused: Go looks at the dates again', async () => {
		const run = await against(startCaddy(tls), { only: [ended] });
		for (const { outcome, observation } of findingsOf(run, ended)) {
			expect(outcome).to.equal('conforms');
			expect(observation?.connections.at(-1)?.sent.offeredSession).to.equal(true);
		}
	});
});

describe('a session of a certificate that is revoked by now', () => {
	const asked = { only: [revoked], revocation: 'ocsp' } as const;

	for (const [name, title, outcome, start] of [
		['nginx', 'nginx looks again', 'conforms', () => nginx(false)],
		['nginx', 'nginx with its cache still has the old answer', 'skipped', () => nginx(true)],
		['apache2', 'Apache does not ask again', 'deviates', apache],
		['stunnel4', 'stunnel does not ask again', 'deviates', stunnel],
	] as const) {
		describeWithServer(name, title, () => {
			it(outcome, async () => {
				const run = await against(start(), asked);
				const outcomes = findingsOf(run, revoked).map((it) => it.outcome);
				expect(outcomes).to.deep.equal([outcome, outcome]);
				const shown = findingOf(run, revoked, 'TLSv1.3').observation;
				const resumed = shown?.connections.map(({ handshake }) => handshake.resumed);
				expect(resumed).to.deep.equal([false, false, true]);
				if (outcome === 'skipped') {
					expect(findingOf(run, revoked, 'TLSv1.3').message).to.contain('was to be refused');
				}
				expect(exitCode(run)).to.equal(0);
			});
		});
	}

	function nginx(ocspCache: boolean): Promise<RunningServer> {
		return startNginx({ ...tls, verify: 'on', ocsp: 'on', ocspCache });
	}

	function apache(): Promise<RunningServer> {
		return startApache({ ...tls, verifyClient: 'require', verifyDepth: 2, ocsp: 'on' });
	}

	function stunnel(): Promise<RunningServer> {
		return startStunnel({ ...tls, ocspAia: true });
	}
});

async function against(
	starting: Promise<RunningServer>,
	different: Partial<RunOptions>,
): Promise<Run> {
	const server = await starting;
	try {
		return await runAgainst(server.port, different);
	} finally {
		await server.stop();
	}
}
