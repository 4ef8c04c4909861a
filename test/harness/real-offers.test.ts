/** What real servers agree to before any certificate: sound ones to nothing, careless ones to all. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createServerCredential } from '../../fixtures/endpoints/server-credential.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { certificatesPem, pemBlocks } from '../../fixtures/pki/pem.ts';
import { exitCode } from '../../harness/conclude.ts';
import type { Run } from '../../harness/finding.ts';
import { startApache } from '../servers/apache.ts';
import { describeWithServer } from '../servers/available.ts';
import type { RunningServer } from '../servers/daemon.ts';
import { startHaproxy } from '../servers/haproxy.ts';
import { startNginx } from '../servers/nginx.ts';
import { startNode } from '../servers/node.ts';
import type { ServerTls } from '../servers/tls-files.ts';
import { findingOf, idsWith } from './findings-of.ts';
import { clientRoot, keys, runAgainst } from './lab.ts';

const clientCa = certificatesPem([clientRoot.certificate]);
const everything = 'ALL:eNULL:@SECLEVEL=0';
const versions = ['protocol/tls-1-0', 'protocol/tls-1-1'];
const suites = ['protocol/anonymous-cipher', 'protocol/null-cipher'];

describeWithServer('nginx', 'nginx', () => {
	green((tls) => startNginx({ ...tls, verify: 'on' }));
	red([...versions, ...suites], (tls) =>
		startNginx({
			...tls,
			verify: 'on',
			protocols: 'TLSv1 TLSv1.1 TLSv1.2',
			ciphers: everything,
		}),
	);
});

describeWithServer('apache2', 'Apache', () => {
	green((tls) => startApache({ ...tls, verifyClient: 'require' }));
	// mod_ssl puts `!aNULL:!eNULL` before whatever it is given.
	red(versions, (tls) =>
		startApache({
			...tls,
			verifyClient: 'require',
			protocols: '-all +TLSv1 +TLSv1.1 +TLSv1.2',
			ciphers: everything,
		}),
	);
});

describeWithServer('haproxy', 'HAProxy', () => {
	green((tls) => startHaproxy({ ...tls, verify: 'required' }));
	red([...versions, ...suites], (tls) =>
		startHaproxy({
			...tls,
			verify: 'required',
			bindOptions: `ssl-min-ver TLSv1.0 ciphers ${everything}`,
		}),
	);
});

describe('Node', () => {
	green((tls) => startNode({ ...tls, mode: 'reject-unauthorized' }));
});

function green(start: (tls: ServerTls) => Promise<RunningServer>): void {
	it('sound: nothing deviates, with an EC certificate and with an RSA certificate', async () => {
		for (const credential of [createServerCredential(), await rsaCredential()]) {
			const run = await against({ credential, clientCa }, start);
			expect(exitCode(run)).to.equal(0);
			expect(idsWith(run, 'deviates')).to.deep.equal([]);
			expect(run.summary.inconclusive).to.equal(0);
			for (const id of [...versions, ...suites]) {
				expect(findingOf(run, id).verdict, id).to.equal('reject');
			}
		}
	});
}

function red(ids: readonly string[], start: (tls: ServerTls) => Promise<RunningServer>): void {
	it('everything switched on: found', async () => {
		const run = await against({ credential: await rsaCredential(), clientCa }, start);
		expect(exitCode(run)).to.equal(1);
		// At security level 0 OpenSSL asks for signatures with SHA-1 as well.
		const weak = 'server-identity/request-algorithms';
		expect(idsWith(run, 'deviates')).to.have.members([weak, ...ids]);
		expect(findingOf(run, 'protocol/static-rsa').verdict).to.equal('accept');
		expect(run.summary.inconclusive).to.equal(0);
	});
}

async function against(
	tls: ServerTls,
	start: (tls: ServerTls) => Promise<RunningServer>,
): Promise<Run> {
	const server = await start(tls);
	const anchors = pemBlocks(tls.credential.ca, 'CERTIFICATE');
	try {
		return await runAgainst(server.port, {
			only: ['protocol', 'server-identity'],
			trust: { anchors, source: 'the tests' },
		});
	} finally {
		await server.stop();
	}
}

async function rsaCredential(): Promise<ServerTls['credential']> {
	const root = createRoot(keys);
	const { chain, key } = root.issue({
		key: await keys.rsa('2048-end-entity'),
		subjectAltName: [{ dns: 'localhost' }],
		extKeyUsage: ['serverAuth'],
		keyUsage: ['digitalSignature', 'keyEncipherment'],
	});
	return { key, cert: certificatesPem(chain), ca: certificatesPem([root.certificate]) };
}
