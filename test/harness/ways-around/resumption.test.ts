/** The family `resumption` against servers whose sessions are known to be apart, or not. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Endpoint } from '../../../fixtures/endpoints/endpoint.ts';
import { startTenantsEndpoint } from '../../../fixtures/endpoints/tenants-endpoint.ts';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import { exitCode } from '../../../harness/conclude.ts';
import type { Run } from '../../../harness/finding.ts';
import type { RunOptions, TlsVersion } from '../../../harness/options.ts';
import { describeWithServer } from '../../servers/available.ts';
import type { RunningServer } from '../../servers/daemon.ts';
import { startHaproxy } from '../../servers/haproxy.ts';
import { startApacheHouse } from '../../servers/vhosts/apache.ts';
import { startCaddyHouse } from '../../servers/vhosts/caddy.ts';
import { openHost, startHaproxyHouse } from '../../servers/vhosts/haproxy.ts';
import { nameA, nameB, openName } from '../../servers/vhosts/house.ts';
import { startNginxHouse } from '../../servers/vhosts/nginx.ts';
import { findingOf, idsWith } from '../findings-of.ts';
import { clientRoot, noMaterials, runAgainst, serverCredential } from '../lab.ts';
import { house, markers, rootA, runAtHouse } from './house-run.ts';

const rounds = 20;
const betweenNames = [
	'resumption/open-vhost-session',
	'resumption/other-tenant-session',
	'resumption/foreign-tenant-session',
];
const byId = ['resumption/open-vhost-session-by-id', 'resumption/other-tenant-session-by-id'];

/** The ids that deviate. */
type Expected = Readonly<Record<TlsVersion, readonly string[]>>;
const sound: Expected = { 'TLSv1.2': [], 'TLSv1.3': [] };
const open: Expected = { 'TLSv1.2': [...betweenNames, ...byId], 'TLSv1.3': betweenNames };

describeWithServer('nginx', 'resumption: nginx', () => {
	stays('sound', () => startNginxHouse(house), sound);
	stays('sound without tickets', () => startNginxHouse({ ...house, tickets: false }), sound, 1);
});

describeWithServer('apache2', 'resumption: Apache httpd', () => {
	stays('sound', () => startApacheHouse(house), sound);
});

describeWithServer('caddy', 'resumption: Caddy', () => {
	stays('sound', () => startCaddyHouse(house), sound);

	it('gives no sessions by id: those are skipped, and say so', async () => {
		await withServer(startCaddyHouse(house), async (port) => {
			const run = await runAtHouse(port, { only: byId, tls: ['TLSv1.2'] });
			for (const id of byId) {
				const { outcome, message } = findingOf(run, id);
				expect([outcome, message]).to.deep.equal([
					'skipped',
					'the target gave no session that could be resumed',
				]);
			}
		});
	});
});

describeWithServer('haproxy', 'resumption: HAProxy', () => {
	stays('as it comes', () => startHaproxyHouse(house), open);
	stays(
		'that compares the names: of a resumed session only TLS 1.2 has the one it was opened for',
		() => startHaproxyHouse({ ...house, checksHost: true }),
		{ ...sound, 'TLSv1.3': betweenNames },
		1,
	);
	stays(
		'that resumes nothing',
		() => startHaproxyHouse({ ...house, checksHost: true, resumes: false }),
		sound,
	);

	const listeners = (port: number): Pick<RunOptions, 'listeners'> => ({
		listeners: [{ url: 'https://other', host: openHost, port, plaintext: false }],
	});
	const ofListeners = ['resumption/across-listeners', 'resumption/across-listeners-by-id'];
	for (const [title, different, deviates] of [
		['with ticket keys of their own', { openListener: 'own-ticket-keys' }, ofListeners.slice(1)],
		['with the same ticket keys', { openListener: 'same-ticket-keys' }, ofListeners],
		['that resume nothing', { openListener: 'same-ticket-keys', resumes: false }, []],
	] as const) {
		it(`two listeners ${title}`, async () => {
			await withServer(startHaproxyHouse({ ...house, ...different }), async (port) => {
				const run = await runAtHouse(port, { only: ofListeners, ...listeners(port) });
				expect(idsWith(run, 'deviates')).to.deep.equal(deviates);
				expect(idsWith(run, 'inconclusive')).to.deep.equal([]);
				const [first, last] = findingOf(run, 'resumption/across-listeners', 'TLSv1.3').observation
					?.connections ?? [null];
				expect([first?.address, last?.address]).to.deep.equal([
					`${openHost}:${port}`,
					`127.0.0.1:${port}`,
				]);
			});
		});
	}

	for (const [verify, deviates] of [
		['ignore-all-check-err', ['resumption/untrusted-session']],
		['required', []],
	] as const) {
		it(`${verify}: ssl_c_err is 0 in a resumed session`, async () => {
			const clientCa = certificatesPem([clientRoot.certificate]);
			const starting = startHaproxy({ credential: serverCredential, clientCa, verify });
			await withServer(starting, async (port) => {
				const run = await runAgainst(port, { only: ['resumption'] });
				expect(idsWith(run, 'deviates')).to.deep.equal(deviates);
				expect(idsWith(run, 'inconclusive')).to.deep.equal([]);
			});
		});
	}
});

describe('resumption: Node', () => {
	const tenants = {
		tls: house.credential,
		tenants: [
			{ name: nameA, ca: house.clientCaA },
			{ name: nameB, ca: house.clientCaB },
		],
	};
	const strict = { checksHost: true, resumes: false };
	const closed = [{ name: nameB, kind: 'protected' }] as const;
	const betweenTenants = betweenNames.slice(1);
	// Node 20 and 22 authorize whoever resumes an anonymous session (nodejs/node#64584).
	const isFooled = Number(process.versions.node.split('.')[0]) < 24;

	stays(
		'addContext',
		() => asServer(startTenantsEndpoint(tenants)),
		{ 'TLSv1.2': betweenTenants, 'TLSv1.3': betweenTenants },
		rounds,
		closed,
	);
	stays(
		'addContext that resumes nothing',
		() => asServer(startTenantsEndpoint({ ...tenants, ...strict })),
		sound,
		rounds,
		closed,
	);
	stays(
		'addContext with an open name',
		() => asServer(startTenantsEndpoint({ ...tenants, openName })),
		{
			'TLSv1.2': betweenTenants,
			'TLSv1.3': isFooled ? ['resumption/anonymous-session', ...betweenNames] : betweenTenants,
		},
		1,
	);
	stays(
		'the same that resumes nothing',
		() => asServer(startTenantsEndpoint({ ...tenants, ...strict, openName })),
		sound,
		1,
	);

	it('sends the names, offers the session, and it is resumed', async () => {
		await withServer(asServer(startTenantsEndpoint(tenants)), async (port) => {
			const only = ['resumption/other-tenant-session', 'resumption/other-certificate-offered'];
			const run = await runAtHouse(port, { only, markers });
			for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
				const { connections = [] } = findingOf(run, only[0] ?? '', tls).observation ?? {};
				const [first, last] = connections;
				expect(first?.sent).to.include({ servername: nameA, message: 'certificate' });
				expect(first?.sent.offeredSession).to.equal(undefined);
				expect(last?.sent).to.include({ servername: nameB, offeredSession: true, message: 'none' });
				expect(last?.sent.heads?.[0]).to.contain(`Host: ${nameB}:${port}\r\n`);
				expect(connections.map((it) => it.handshake.resumed)).to.deep.equal([false, true]);
				expect(findingOf(run, only[1] ?? '', tls)).to.include({
					outcome: 'conforms',
					verdict: 'accept',
				});
			}
		});
	});

	it('tells the page of another tenant without any marker, too', async () => {
		await withServer(asServer(startTenantsEndpoint(tenants)), async (port) => {
			const run = await runAtHouse(port, { only: ['resumption'], tls: ['TLSv1.3'] });
			expect(notConforming(run)).to.have.members(betweenTenants);
		});
	});

	it('a refused credential that is nobody at the other name either: skipped', async () => {
		await withServer(asServer(startTenantsEndpoint({ ...tenants, openName })), async (port) => {
			const refused = [{ name: 'nobody.pem', credential: clientRoot.issue() }];
			const run = await runAtHouse(port, {
				only: ['resumption/foreign-tenant-session'],
				tls: ['TLSv1.2'],
				materials: { ...noMaterials, valid: rootA.issue(), refused },
			});
			const { outcome, message } = findingOf(run, 'resumption/foreign-tenant-session');
			expect([outcome, message]).to.deep.equal([
				'skipped',
				'a connection before it was to be served, and it was not: refused with HTTP 401',
			]);
		});
	});
});

/** The whole family on both TLS versions, and then again and again what goes between names. */
function stays(
	title: string,
	start: () => Promise<Pick<RunningServer, 'port' | 'stop'>>,
	expected: Expected,
	times = rounds,
	vhosts: RunOptions['vhosts'] = [
		{ name: openName, kind: 'open' },
		{ name: nameB, kind: 'protected' },
	],
): void {
	it(`${title}: the same each time`, async function run() {
		this.timeout(60_000);
		await withServer(start(), async (port) => {
			for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
				const all = await runAtHouse(port, { only: ['resumption'], tls: [tls], markers, vhosts });
				expect(idsWith(all, 'deviates'), tls).to.have.members([...expected[tls]]);
				expect(idsWith(all, 'inconclusive'), tls).to.deep.equal([]);
				expect(exitCode(all), tls).to.equal(expected[tls].length === 0 ? 0 : 1);
			}
			const asked = betweenNames.slice(vhosts.length === 1 ? 1 : 0).slice(0, 2);
			const deviates = asked.filter((id) => expected['TLSv1.3'].includes(id));
			for (let round = 1; round < times; round += 1) {
				const again = await runAtHouse(port, { only: asked, tls: ['TLSv1.3'], markers, vhosts });
				expect(notConforming(again), `round ${round}`).to.have.members(deviates);
			}
		});
	});
}

function notConforming(run: Run): readonly string[] {
	return [...idsWith(run, 'deviates'), ...idsWith(run, 'inconclusive')];
}

async function asServer(
	starting: Promise<Endpoint>,
): Promise<Pick<RunningServer, 'port' | 'stop'>> {
	const endpoint = await starting;
	return { port: endpoint.port, stop: () => endpoint.close() };
}

async function withServer(
	starting: Promise<Pick<RunningServer, 'port' | 'stop'>>,
	use: (port: number) => Promise<void>,
): Promise<void> {
	const server = await starting;
	try {
		await use(server.port);
	} finally {
		await server.stop();
	}
}
