import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createServerCredential } from '../../fixtures/endpoints/server-credential.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { createKeyRing } from '../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import type { Credential } from '../../fixtures/attempt.ts';
import { startApache } from './apache.ts';
import { describeWithServer } from './available.ts';
import type { RunningServer } from './daemon.ts';
import { startHaproxy } from './haproxy.ts';
import { type Answer, httpsGet } from './https-get.ts';
import { startNginx } from './nginx.ts';
import { startNode } from './node.ts';
import type { ServerTls } from './tls-files.ts';

const keys = createKeyRing();
const credential = createServerCredential();
const root = createRoot(keys);
const stranger = createRoot(keys);
const tls: ServerTls = { credential, clientCa: certificatesPem([root.certificate]) };
const strangerPem = certificatesPem([stranger.certificate]);
const past = { validity: { notAfter: new Date(Date.now() - 3_600_000) } };

const credentials = {
	good: root.issue(),
	none: null,
	wrong: stranger.issue(),
	expired: root.issue(past),
	behindExpired: root.subordinate(past).issue(),
	behindTwo: root.subordinate().subordinate().issue(),
	weakKey: root.issue({ key: await keys.rsa('1024-end-entity') }),
} as const satisfies Record<string, Credential | null>;

type Expected = Partial<Record<keyof typeof credentials, 'served' | 'refused'>>;

const sound: Expected = {
	good: 'served',
	none: 'refused',
	wrong: 'refused',
	expired: 'refused',
	behindExpired: 'refused',
};
const everybody: Expected = {
	good: 'served',
	none: 'served',
	wrong: 'served',
	expired: 'served',
	behindExpired: 'served',
};

describeWithServer('nginx', 'nginx', () => {
	check('on', () => startNginx({ ...tls, verify: 'on', verifyDepth: 3 }), {
		...sound,
		behindTwo: 'served',
	});
	check('optional + 403', () => startNginx({ ...tls, verify: 'optional', check: '403' }), sound);
	check('default verify depth', () => startNginx({ ...tls, verify: 'on' }), {
		...sound,
		behindTwo: 'refused',
	});
	check('off', () => startNginx({ ...tls, verify: 'off' }), everybody);
	// Whoever presents a certificate is still judged: only those without one come in.
	check('optional, no check', () => startNginx({ ...tls, verify: 'optional' }), {
		...sound,
		none: 'served',
	});
	check('optional_no_ca', () => startNginx({ ...tls, verify: 'optional_no_ca' }), {
		good: 'served',
		none: 'served',
		wrong: 'served',
	});
	check('@SECLEVEL=0', () => startNginx({ ...tls, verify: 'on', securityLevelZero: true }), {
		...sound,
		weakKey: 'served',
	});
	check('one CA too many', () => startNginx({ ...tls, verify: 'on', extraCa: strangerPem }), {
		...sound,
		wrong: 'served',
	});
});

describeWithServer('apache2', 'Apache httpd', () => {
	check('require', () => startApache({ ...tls, verifyClient: 'require' }), sound);
	check('optional_no_ca', () => startApache({ ...tls, verifyClient: 'optional_no_ca' }), {
		good: 'served',
		none: 'served',
		wrong: 'served',
	});
});

describeWithServer('haproxy', 'HAProxy', () => {
	check('required', () => startHaproxy({ ...tls, verify: 'required' }), sound);
	check('all errors ignored', () => startHaproxy({ ...tls, verify: 'ignore-all' }), {
		...everybody,
		none: 'refused',
	});
	check('only ssl_c_err checked', () => startHaproxy({ ...tls, verify: 'ignore-all-check-err' }), {
		good: 'served',
		none: 'refused',
		expired: 'refused',
		behindExpired: 'served',
	});
});

describe('Node', () => {
	check('rejectUnauthorized', () => startNode({ ...tls, mode: 'reject-unauthorized' }), sound);
	check('unchecked', () => startNode({ ...tls, mode: 'unchecked' }), everybody);

	it('app-level JSON says who is valid', async () => {
		const server = await startNode({ ...tls, mode: 'app-json' });
		try {
			expect(await ask(server, credentials.good)).to.deep.equal({
				status: 200,
				body: '{"mTLSValid":true,"reason":null}',
			});
			expect(await ask(server, credentials.expired)).to.deep.equal({
				status: 200,
				body: '{"mTLSValid":false,"reason":"CERT_HAS_EXPIRED"}',
			});
		} finally {
			await server.stop();
		}
	});
});

/** One test per TLS version: the server treats each way to present oneself as expected. */
function check(title: string, start: () => Promise<RunningServer>, expected: Expected): void {
	for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
		it(`${title}, ${version}`, async () => {
			const server = await start();
			try {
				const seen: Record<string, string> = {};
				for (const way of Object.keys(expected)) {
					const presented = new Map<string, Credential | null>(Object.entries(credentials)).get(
						way,
					);
					const answer = await ask(server, presented ?? null, version);
					seen[way] = 'status' in answer && answer.status === 200 ? 'served' : 'refused';
				}
				expect(seen, server.logs()).to.deep.equal(expected);
			} finally {
				await server.stop();
			}
		});
	}
}

function ask(
	{ port }: RunningServer,
	presented: Credential | null,
	version: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3',
): Promise<Answer> {
	return httpsGet({ port, server: credential, version, credential: presented });
}
