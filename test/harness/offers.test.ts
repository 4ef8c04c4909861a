/** What a target agrees to before any certificate, asked over real connections. */
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import type { ServerOptions } from 'node:https';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { exitCode } from '../../harness/conclude.ts';
import type { Run } from '../../harness/finding.ts';
import { rejudge } from '../../harness/rejudge.ts';
import { startHostile, trackConnections } from '../hostile/hostile-server.ts';
import { findingOf, idsWith } from './findings-of.ts';
import { clientRoot, keys, noMaterials, runAgainst } from './lab.ts';
import { type OwnServer, startOwn, withServer } from './own-server.ts';

const only = ['protocol'];
const offers = ['tls-1-0', 'tls-1-1', 'anonymous-cipher', 'null-cipher', 'static-rsa'].map(
	(name) => `protocol/${name}`,
);

describe('offers', () => {
	it('a sound server refuses all of them, each once a run', async () => {
		const run = await withServer(startOwn(), ({ port }) => runAgainst(port, { only }));
		expect(exitCode(run)).to.equal(0);
		for (const id of offers) {
			expect(findingOf(run, id)).to.include({
				outcome: 'conforms',
				verdict: 'reject',
				layer: 'tls',
				tls: null,
			});
		}
		expect(findingOf(run, 'protocol/tls-1-0').alert?.name).to.equal('protocol_version');
		expect(findingOf(run, 'protocol/null-cipher').alert?.name).to.equal('handshake_failure');
		expect(findingOf(run, 'protocol/verdict-parity').outcome).to.equal('conforms');
	});

	for (const [title, options, id] of [
		['TLS 1.0', { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }, 'protocol/tls-1-0'],
		['TLS 1.1', { minVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }, 'protocol/tls-1-1'],
		['anonymous suites', { ciphers: 'ALL:@SECLEVEL=0' }, 'protocol/anonymous-cipher'],
		['no encryption', { ciphers: 'HIGH:!aNULL:eNULL:@SECLEVEL=0' }, 'protocol/null-cipher'],
	] as const) {
		it(`${title}: found`, async () => {
			const run = await against(options);
			expect(exitCode(run)).to.equal(1);
			const { outcome, verdict, alert, code, observation } = findingOf(run, id);
			expect({ outcome, verdict }).to.deep.equal({ outcome: 'deviates', verdict: 'accept' });
			expect({ alert, code }, 'of what came later').to.deep.equal({ alert: null, code: null });
			const { client, server } = observation?.connections[0].hellos ?? {};
			expect(client?.suites).to.include(server?.suite);
			expect(client?.version).to.equal(server?.version);
		});
	}

	it('RSA key transport is told of, and fails nobody', async () => {
		const root = createRoot(keys);
		const { chain, key } = root.issue({
			key: await keys.rsa('2048-end-entity'),
			subjectAltName: [{ dns: 'localhost' }],
			extKeyUsage: ['serverAuth'],
			keyUsage: ['digitalSignature', 'keyEncipherment'],
		});
		const run = await against({ cert: certificatesPem(chain), key });
		expect(exitCode(run)).to.equal(0);
		const finding = findingOf(run, 'protocol/static-rsa');
		expect(finding).to.include({ outcome: 'conforms', verdict: 'accept' });
	});

	for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
		it(`a target of ${tls} alone is asked all the same`, async () => {
			const run = await against({ minVersion: tls, maxVersion: tls });
			expect(exitCode(run)).to.equal(0);
			expect(idsWith(run, 'conforms')).to.include.members(offers);
			expect(findingOf(run, 'protocol/verdict-parity').outcome).to.equal('skipped');
		});
	}

	it('a target that speaks TLS 1.0 alone is found, although nothing else can be said', async () => {
		const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' } as const;
		const run = await against(old);
		expect(exitCode(run)).to.equal(1);
		expect(findingOf(run, 'protocol/tls-1-0').outcome).to.equal('deviates');
		const { outcome, message } = findingOf(run, 'protocol/tls-1-1');
		expect(outcome).to.equal('inconclusive');
		expect(message).to.contain('like TLS 1.2 and TLS 1.3');
	});

	it('needs no materials, and is judged again from a saved report', async () => {
		const options: ServerOptions = { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' };
		const run = await withServer(startOwn(options), ({ port }) =>
			runAgainst(port, { only, materials: noMaterials }),
		);
		const { outcome, verdict, fails } = findingOf(run, 'protocol/tls-1-1');
		expect({ outcome, verdict, fails }).to.deep.equal({
			outcome: 'deviates',
			verdict: 'accept',
			fails: true,
		});
		const again = rejudge(run, { failOn: 'high', strictAlerts: false });
		expect(findingOf(again, 'protocol/tls-1-1')).to.include({ outcome, fails: false });
		expect(findingOf(again, 'protocol/null-cipher').outcome).to.equal('conforms');
	});

	it('is one connection a run, and none where it was not asked for', async () => {
		const connections = async (...ids: readonly string[]): Promise<number> => {
			const own = await startOwn();
			const { accepted } = trackConnections(own.server);
			await withServer(Promise.resolve(own), ({ port }) =>
				runAgainst(port, { only: ['control/valid', ...ids], paths: ['/', '/other'] }),
			);
			return accepted();
		};
		const without = await connections('server-identity');
		expect(await connections('server-identity', 'protocol/null-cipher')).to.equal(without + 1);
	});
});

describe('offers that end without an alert', () => {
	it('a close refuses while the target still answers others', async () => {
		const run = await withServer(startBehind('close'), ({ port }) => runAgainst(port, { only }));
		expect(exitCode(run)).to.equal(0);
		expect(findingOf(run, 'protocol/tls-1-0')).to.include({
			outcome: 'conforms',
			layer: 'tcp',
			message: 'refused with a close without an alert',
		});
	});

	it('a close proves nothing once the target answers nobody any more', async () => {
		const run = await withServer(startBehind('die'), ({ port }) =>
			runAgainst(port, { only: ['protocol/tls-1-0'], concurrency: 1, timeoutMs: 1000 }),
		);
		expect(exitCode(run)).to.equal(3);
		expect(findingOf(run, 'protocol/tls-1-0').outcome).to.equal('inconclusive');
	});

	it('silence proves nothing', async () => {
		const run = await withServer(startBehind('keep silent'), ({ port }) =>
			runAgainst(port, { only: ['protocol/tls-1-0'], timeoutMs: 500 }),
		);
		expect(exitCode(run)).to.equal(3);
		const { outcome, message } = findingOf(run, 'protocol/tls-1-0');
		expect({ outcome, message }).to.deep.equal({
			outcome: 'inconclusive',
			message: 'no answer within --timeout',
		});
	});

	it('a ServerHello of TLS 1.2 to TLS 1.0 proves nothing', async () => {
		const run = await withServer(startBehind('answer wrongly'), ({ port }) =>
			runAgainst(port, { only: ['protocol/tls-1-0'] }),
		);
		const { outcome, message } = findingOf(run, 'protocol/tls-1-0');
		expect(outcome).to.equal('inconclusive');
		expect(message).to.contain('picks what was not offered');
	});
});

/** A sound server behind something that does as told with ClientHellos of TLS 1.0 and 1.1. */
async function startBehind(
	manner: 'close' | 'die' | 'keep silent' | 'answer wrongly',
): Promise<{ readonly port: number; close(): Promise<void> }> {
	const sound: OwnServer = await startOwn();
	let isDead = false;
	const front = createServer((client) => {
		client.once('data', (hello: Buffer) => {
			// Behind the record and message headers stands the highest version of a client before TLS 1.3.
			const isOld = hello.readUInt16BE(9) < 0x0303;
			if (isOld && manner === 'die') isDead = true;
			if (isDead || (isOld && manner === 'close')) client.destroy();
			else if (isOld && manner === 'answer wrongly') client.end(serverHello);
			else if (!isOld) passOn(hello, client, sound.port);
		});
	});
	const hostile = await startHostile(front, trackConnections(front));
	return {
		port: hostile.port,
		async close() {
			await hostile.close();
			await sound.close();
		},
	};
}

function passOn(hello: Buffer, client: Socket, port: number): void {
	const target = connectTcp({ host: '127.0.0.1', port });
	target.on('error', () => client.destroy());
	target.write(hello);
	client.pipe(target).pipe(client);
}

/** TLS 1.2 with ECDHE-RSA-AES256-SHA, and no session. */
const serverHello = Buffer.concat([
	Buffer.from([22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3]),
	Buffer.alloc(32, 7),
	Buffer.from([0, 0xc0, 0x14, 0]),
]);

function against(options: ServerOptions): Promise<Run> {
	const trust = { anchors: [clientRoot.certificate], source: 'the tests' };
	return withServer(startOwn(options), ({ port }) => runAgainst(port, { only, trust }));
}
