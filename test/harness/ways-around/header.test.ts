/** The family `header` against proxies that leave the decision to an application behind them. */
import type { RequestListener } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { startHeadReader } from '../../../fixtures/endpoints/mutants/head-reader.ts';
import { parseIdentity } from '../../../fixtures/pki/identity.ts';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import { exitCode } from '../../../harness/conclude.ts';
import type { Finding, Run } from '../../../harness/finding.ts';
import type { RunOptions, TlsVersion } from '../../../harness/options.ts';
import { parseRule } from '../../../harness/parse-rule.ts';
import { createBench } from '../../../scripts/mutation/lab.ts';
import { runSystem } from '../../../scripts/mutation/run-system.ts';
import { startApache } from '../../servers/apache.ts';
import { describeWithServer } from '../../servers/available.ts';
import { startCaddy } from '../../servers/caddy.ts';
import type { RunningServer } from '../../servers/daemon.ts';
import { startHaproxyHeader } from '../../servers/header-trusting/haproxy.ts';
import { startNginxHeader } from '../../servers/header-trusting/nginx.ts';
import { findingOf, idsWith } from '../findings-of.ts';
import { clientRoot, noMaterials, runAgainst, serverCredential, withClientCa } from '../lab.ts';
import { startOwn, withServer } from '../own-server.ts';

const tls = { credential: serverCredential, clientCa: certificatesPem([clientRoot.certificate]) };
const identity = parseIdentity(['cn:client', 'dns:client.mtls-gauntlet.test']);
const rounds = 20;

/** Starts it once, and asks it as often as that. */
async function ask(
	start: () => Promise<RunningServer>,
	times = 2,
	different: Partial<RunOptions> = {},
): Promise<readonly Run[]> {
	const server = await start();
	try {
		const runs: Run[] = [];
		for (let round = 0; round < times; round += 1) {
			const version: TlsVersion = round % 2 === 0 ? 'TLSv1.3' : 'TLSv1.2';
			const options = { only: ['header'], tls: [version], ...different };
			const materials = { ...withClientCa, identity };
			runs.push(await runAgainst(server.port, { materials, ...options }));
		}
		return runs;
	} finally {
		await server.stop();
	}
}

/** Each run says that just these deviate, and nothing of it was inconclusive. */
function expectDeviations(runs: readonly Run[], ids: readonly string[]): void {
	for (const run of runs) {
		expect(idsWith(run, 'inconclusive')).to.deep.equal([]);
		expect(idsWith(run, 'deviates')).to.deep.equal(ids);
		expect(exitCode(run)).to.equal(ids.length === 0 ? 0 : 1);
	}
}

/** Whatever stands on the refusal of the plain header, or on a look at identities, may be skipped. */
const always = [
	'header/http2',
	'header/other-client',
	'header/other-client-xfcc',
	'header/other-client-certificate',
];

describeWithServer('nginx', 'header: nginx before an application that trusts headers', () => {
	const nginx = { ...tls, trusts: 'verify', header: 'always-set' } as const;

	it('that sets them always: nothing gets through', async () => {
		const runs = await ask(() => startNginxHeader(nginx));
		expectDeviations(runs, []);
		for (const run of runs) expect(idsWith(run, 'skipped')).to.deep.equal(always);
	});

	it('that sets them for certificates only: what clients write counts', async () => {
		const start = () => startNginxHeader({ ...nginx, header: 'set-for-certificates' });
		const runs = await ask(start);
		expectDeviations(runs, ['header/nginx']);
		for (const run of runs) {
			const { outcome, message } = findingOf(run, 'header/underscores');
			expect(outcome).to.equal('skipped');
			expect(message).to.contain('header/nginx was accepted');
		}
	});

	it(`and says so ${rounds} times of ${rounds}`, async () => {
		const only = ['header/nginx', 'header/xfcc', 'header/untrusted-certificate'];
		expectDeviations(await ask(() => startNginxHeader(nginx), rounds, { only }), []);
		const start = () => startNginxHeader({ ...nginx, header: 'set-for-certificates' });
		expectDeviations(await ask(start, rounds, { only }), ['header/nginx']);
	});

	for (const [alsoTrusts, id] of [
		['xfcc', 'header/xfcc'],
		['client-cert', 'header/client-cert'],
	] as const) {
		it(`that knows nothing of ${id}: it counts`, async () => {
			expectDeviations(await ask(() => startNginxHeader({ ...nginx, alsoTrusts })), [id]);
		});
	}

	it('that drops names with underscores, or does not', async () => {
		const cgi = { ...nginx, names: 'cgi' } as const;
		expectDeviations(await ask(() => startNginxHeader(cgi)), []);
		expectDeviations(await ask(() => startNginxHeader({ ...cgi, underscores: true })), [
			'header/underscores',
		]);
	});

	it('the head that left is on record, as it was written', async () => {
		const [run] = await ask(() => startNginxHeader(nginx), 1);
		if (run === undefined) throw new Error('no run');
		const headOf = (id: string): string => {
			const { heads = [] } = lastOf(findingOf(run, id)).sent;
			expect(heads).to.have.length(1);
			return heads[0] ?? '';
		};
		expect(headOf('header/nginx')).to.match(
			/^GET \/ HTTP\/1\.1\r\nHost: localhost:\d+\r\nX-SSL-Client-Verify: SUCCESS\r\nX-SSL-Client-S-DN: CN=client\r\n/u,
		);
		expect(headOf('header/underscores')).to.contain('\r\nX_SSL_Client_Verify: SUCCESS\r\n');
		expect(headOf('header/mixed-case')).to.contain('\r\nx-sSl-cLiEnT-VeRiFy: SUCCESS\r\n');
		expect(headOf('header/good-first')).to.contain(
			'\r\nX-SSL-Client-Verify: SUCCESS\r\nX-SSL-Client-Verify: NONE\r\n',
		);
		expect(headOf('header/good-last')).to.contain(
			'\r\nX-SSL-Client-Verify: NONE\r\nX-SSL-Client-Verify: SUCCESS\r\n',
		);
		expect(headOf('header/comma-list')).to.contain('\r\nX-SSL-Client-Verify: SUCCESS, NONE\r\n');
		expect(headOf('header/space-before-colon')).to.contain('\r\nX-SSL-Client-Verify : SUCCESS\r\n');
		expect(headOf('header/tab')).to.contain('\r\nX-SSL-Client-Verify:\tSUCCESS\t\r\n');
		expect(headOf('header/folded')).to.contain('\r\nX-SSL-Client-Verify:\r\n SUCCESS\r\n');
		expect(headOf('header/hop-by-hop')).to.contain('\r\nConnection: close, X-SSL-Client-Verify, ');
		expect(lastOf(findingOf(run, 'header/nginx')).sent.message).to.equal('empty');
		expect(lastOf(findingOf(run, 'header/untrusted-certificate')).sent.message).to.equal(
			'certificate',
		);
	});
});

describeWithServer('haproxy', 'header: HAProxy before an application that trusts headers', () => {
	const haproxy = { ...tls, trusts: 'verify', header: 'always-set' } as const;

	it('that removes them first: nothing gets through', async () => {
		expectDeviations(await ask(() => startHaproxyHeader(haproxy)), []);
		const added = { ...haproxy, header: 'added' } as const;
		expectDeviations(await ask(() => startHaproxyHeader(added)), []);
	});

	it('that passes underscores on to an application which takes them for hyphens', async () => {
		const runs = await ask(() => startHaproxyHeader({ ...haproxy, names: 'cgi' }));
		expectDeviations(runs, ['header/underscores']);
	});

	for (const [trusts, id] of [
		['verify', 'header/nginx'],
		['xfcc', 'header/xfcc'],
		['client-cert', 'header/client-cert'],
	] as const) {
		it(`that writes ${trusts} for certificates only: what clients write counts`, async () => {
			const start = () =>
				startHaproxyHeader({ ...haproxy, trusts, header: 'set-for-certificates' });
			expectDeviations(await ask(start), [id]);
		});
	}
});

describeWithServer('apache2', 'header: Apache that requires certificates', () => {
	it('refuses them all, and speaks no HTTP/2', async () => {
		const runs = await ask(() => startApache({ ...tls, verifyClient: 'require', verifyDepth: 2 }));
		expectDeviations(runs, []);
		for (const run of runs) {
			const { outcome, message } = findingOf(run, 'header/http2');
			expect([outcome, message]).to.deep.equal(['skipped', 'the target speaks no HTTP/2']);
		}
	});
});

describeWithServer('caddy', 'header: Caddy that requires certificates', () => {
	it('refuses them all, in HTTP/2 too', async () => {
		const runs = await ask(() => startCaddy({ ...tls, mode: 'require_and_verify' }));
		expectDeviations(runs, []);
		for (const run of runs) expect(findingOf(run, 'header/http2').outcome).to.equal('conforms');
	});
});

describe('header: an application that is reached without its proxy', () => {
	const forgiving = startOwn({ rejectUnauthorized: false }, (request, response) => {
		const isVouched = request.headers['x-ssl-client-verify'] === 'SUCCESS';
		if ((request.socket as TLSSocket).authorized) response.end('the account\n');
		else if (isVouched) response.end('welcome, please choose an account\n');
		else response.writeHead(401).end('certificate wanted\n');
	});

	it('that serves another page than the valid credential gets: --marker decides', async () => {
		await withServer(forgiving, async ({ port }) => {
			const asked = { only: ['header/nginx', 'header/client-cert'], tls: ['TLSv1.3'] } as const;
			const plain = await runAgainst(port, asked);
			expect(idsWith(plain, 'inconclusive')).to.deep.equal(['header/nginx']);
			expect(findingOf(plain, 'header/nginx').message).to.contain('--marker');
			const run = await runAgainst(port, { ...asked, markers: [parseRule('body:/the account/')] });
			expect(exitCode(run)).to.equal(0);
			expect(findingOf(run, 'header/nginx')).to.include({ outcome: 'conforms', status: 200 });
		});
	});

	it('is asked with its headers also where the credential was written by pki', async () => {
		const valid = clientRoot.issue();
		const written = [clientRoot.issue()];
		const run = await withServer(startOwn({ rejectUnauthorized: false }, refuseAll), ({ port }) =>
			runAgainst(port, {
				only: ['header/untrusted-certificate'],
				tls: ['TLSv1.3'],
				materials: {
					...noMaterials,
					valid,
					prepared: {
						byId: new Map([['header/untrusted-certificate', written]]),
						notAfter: new Date(Date.now() + 3_600_000),
					},
				},
			}),
		);
		const { sent } = lastOf(findingOf(run, 'header/untrusted-certificate'));
		expect(sent.heads?.[0]).to.contain('X-SSL-Client-Verify: SUCCESS');
	});

	it('takes the client of a certificate for the one of a header', async () => {
		const findings = await runSystem(
			{
				id: 'test',
				asked: ['header/other-client*', 'header/untrusted-certificate'],
				start: (lab) =>
					startHeadReader(lab, (lines) => lines.includes('X-SSL-Client-Verify: SUCCESS')),
			},
			createBench(),
		);
		const outcomes = findings
			.filter(({ family }) => family === 'header')
			.map(({ id, outcome }) => [id, outcome]);
		expect(Object.fromEntries(outcomes)).to.deep.equal({
			'header/other-client': 'deviates',
			'header/other-client-xfcc': 'conforms',
			'header/other-client-certificate': 'conforms',
			'header/untrusted-certificate': 'deviates',
		});
	});
});

const refuseAll: RequestListener = ({ socket }, response) => {
	response.writeHead((socket as TLSSocket).authorized ? 200 : 401).end();
};

function lastOf({
	id,
	observation,
}: Finding): NonNullable<Finding['observation']>['connections'][0] {
	const last = observation?.connections.at(-1);
	if (last === undefined) throw new Error(`${id} was not observed`);
	return last;
}
