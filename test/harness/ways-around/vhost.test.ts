/** The family `vhost` against servers whose answers are known: what is open deviates, nothing else. */
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Endpoint } from '../../../fixtures/endpoints/endpoint.ts';
import { startNamedServer } from '../../../fixtures/endpoints/named-server.ts';
import { startTenantsEndpoint } from '../../../fixtures/endpoints/tenants-endpoint.ts';
import { exitCode } from '../../../harness/conclude.ts';
import type { Run } from '../../../harness/finding.ts';
import { describeWithServer } from '../../servers/available.ts';
import type { RunningServer } from '../../servers/daemon.ts';
import { startApacheHouse } from '../../servers/vhosts/apache.ts';
import { startCaddyHouse } from '../../servers/vhosts/caddy.ts';
import { startHaproxyHouse } from '../../servers/vhosts/haproxy.ts';
import { nameA, nameB, openName } from '../../servers/vhosts/house.ts';
import { startNginxHouse } from '../../servers/vhosts/nginx.ts';
import { findingOf, findingsOf, idsWith } from '../findings-of.ts';
import { runAgainst } from '../lab.ts';
import { startOwn, withServer } from '../own-server.ts';
import { house, markers, rootA, rootB, runAtHouse } from './house-run.ts';

const rounds = 20;
/** These are asked that often. */
const some = ['vhost/open-sni', 'vhost/own-sni-other-host'];
const atOtherTenant = [
	'vhost/own-sni-other-host',
	'vhost/second-request-other-host',
	'vhost/resumed-own-sni-other-host',
];
const overHttp2 = [
	'vhost/h2-second-request',
	'vhost/h2-open-sni',
	'vhost/h2-authority-against-host',
	'vhost/h2-host-against-authority',
	'vhost/h2-own-sni-other-host',
];

interface Expected {
	readonly deviates: readonly string[];
	/** There is no name that is open to everybody. */
	readonly closed?: boolean;
}

const sound: Expected = { deviates: [] };

describeWithServer('nginx', 'vhost: nginx', () => {
	stays('sound', () => startNginxHouse(house), sound);

	it('with one page at all names: a page proves nothing, and a refusal stays one', async () => {
		const samePage = 'the one page that this server has for everybody who is let in here at all';
		await withDaemon(startNginxHouse({ ...house, samePage }), async (port) => {
			const run = await runAtHouse(port, { only: ['vhost'], tls: ['TLSv1.3'] });
			expect(idsWith(run, 'deviates')).to.deep.equal([]);
			expect(idsWith(run, 'inconclusive')).to.deep.equal([]);
			expect(idsWith(run, 'skipped')).to.deep.equal(['vhost/host-after-absolute-form']);
			expect(findingOf(run, 'vhost/host-after-absolute-form').message).to.contain('--marker');
		});
	});

	it('without HTTP/2: those are skipped, and say so', async () => {
		await withDaemon(startNginxHouse({ ...house, http2: false }), async (port) => {
			const run = await runAtHouse(port, { only: ['vhost/h2-*'], tls: ['TLSv1.3'] });
			expect(idsWith(run, 'skipped')).to.have.members(overHttp2);
			for (const id of overHttp2) expect(findingOf(run, id).message).to.contain('no HTTP/2');
		});
	});
});

describeWithServer('apache2', 'vhost: Apache httpd', () => {
	stays('sound', () => startApacheHouse(house), sound);
});

describeWithServer('caddy', 'vhost: Caddy', () => {
	stays('sound', () => startCaddyHouse(house), sound);
});

describeWithServer('haproxy', 'vhost: HAProxy', () => {
	const open = [
		'vhost/open-sni',
		'vhost/absent-sni',
		'vhost/unknown-sni',
		'vhost/trailing-dot-sni',
		'vhost/host-upper-case',
		'vhost/host-other-port',
		'vhost/second-request',
		'vhost/resumed-open-sni',
		'vhost/h2-second-request',
		'vhost/h2-open-sni',
		'vhost/h2-host-against-authority',
		'vhost/other-sni-own-host',
	];
	const byHost = { deviates: [...open, ...atOtherTenant, 'vhost/h2-own-sni-other-host'] };
	stays('as it comes', () => startHaproxyHouse(house), byHost);

	it("as it comes, without any marker: names of nobody get no page, so a page is the name's own", async () => {
		await withDaemon(startHaproxyHouse(house), async (port) => {
			const run = await runAtHouse(port, { only: ['vhost'], tls: ['TLSv1.3'] });
			expect(idsWith(run, 'deviates')).to.have.members(byHost.deviates);
			expect(idsWith(run, 'inconclusive')).to.deep.equal([]);
		});
	});

	stays(
		'that compares the names',
		() => startHaproxyHouse({ ...house, checksHost: true, resumes: false }),
		sound,
	);

	it('that compares the names and closes, and knows no others: closes and alerts refuse', async () => {
		const strict = { ...house, checksHost: 'closes', strictSni: true, resumes: false } as const;
		await withDaemon(startHaproxyHouse(strict), async (port) => {
			const run = await runAtHouse(port, { only: ['vhost'] });
			expect([exitCode(run), ...failing(run)]).to.deep.equal([0]);
			for (const { layer, message, observation } of findingsOf(run, 'vhost/open-sni')) {
				expect(observation?.again?.eager, 'asked twice').to.equal(true);
				expect([layer, message]).to.deep.equal([
					'tcp',
					'refused with a close without an alert upon its request',
				]);
			}
			for (const { message } of findingsOf(run, 'vhost/unknown-sni')) {
				expect(message).to.match(/refused with alert .* upon its server_name/u);
			}
		});
	});
});

describe('vhost: Node', () => {
	const tenants = {
		tls: house.credential,
		tenants: [
			{ name: nameA, ca: house.clientCaA },
			{ name: nameB, ca: house.clientCaB },
		],
	};
	const deviates = [...atOtherTenant, 'vhost/other-sni-own-host'];
	stays('addContext that answers by Host', () => asDaemon(startTenantsEndpoint(tenants)), {
		deviates,
		closed: true,
	});
	stays(
		'addContext that compares the names',
		() => asDaemon(startTenantsEndpoint({ ...tenants, checksHost: true, resumes: false })),
		{ ...sound, closed: true },
	);

	it('a site chosen by the name in TLS: the own page is not told from that of another', async () => {
		await withDaemon(asDaemon(startBySni()), async (port) => {
			const unmarked = await runAtHouse(port, { only: ['vhost'], tls: ['TLSv1.3'] });
			expect(idsWith(unmarked, 'deviates')).to.deep.equal([]);
			expect(idsWith(unmarked, 'inconclusive')).to.have.members([
				...atOtherTenant,
				'vhost/h2-own-sni-other-host',
			]);
			const run = await runAtHouse(port, { only: ['vhost'], tls: ['TLSv1.3'], markers });
			expect([exitCode(run), ...failing(run)]).to.deep.equal([0]);
		});
	});

	it('one site for all names: the target is refused by any name', async () => {
		await withServer(startOwn(), async ({ port }) => {
			const run = await runAgainst(port, { only: ['vhost'] });
			expect([exitCode(run), ...failing(run)]).to.deep.equal([0]);
			expect(idsWith(run, 'conforms')).to.include.members([
				'vhost/absent-sni',
				'vhost/unknown-sni',
				'vhost/upper-case-sni',
				'vhost/trailing-dot-sni',
			]);
			expect(findingsOf(run, 'vhost/open-sni')[0]?.message).to.contain('--vhost NAME=open');
		});
	});
});

describe('vhost: what leaves', () => {
	it('is the server_name and the head that the variant names', async () => {
		await withDaemon(asDaemon(startBySni()), async (port) => {
			const run = await runAtHouse(port, { only: ['vhost'], tls: ['TLSv1.3'] });
			const sent = (id: string) => {
				const last = findingOf(run, `vhost/${id}`).observation?.connections.at(-1);
				const lines = (last?.sent.heads ?? []).map((head) => head.split(/\r?\n/u));
				return [last?.sent.servername, ...lines.map(([first, second]) => [first, second])];
			};
			const a = `${nameA}:${port}`;
			const open = `${openName}:${port}`;
			const get = 'GET / HTTP/1.1';
			expect(sent('absent-sni')).to.deep.equal([null, [get, `Host: ${a}`]]);
			expect(sent('upper-case-sni')).to.deep.equal(['A.TEST', [get, `Host: ${a}`]]);
			expect(sent('trailing-dot-sni-and-host')).to.deep.equal([
				'a.test.',
				[get, `Host: a.test.:${port}`],
			]);
			expect(sent('host-upper-case')).to.deep.equal([openName, [get, `Host: A.TEST:${port}`]]);
			expect(sent('absolute-form')).to.deep.equal([
				openName,
				[`GET https://${a}/ HTTP/1.1`, `Host: ${open}`],
			]);
			expect(sent('duplicate-host')[1]).to.deep.equal([get, `Host: ${a}`]);
			expect(sent('second-request')).to.deep.equal([
				openName,
				[get, `Host: ${open}`],
				[get, `Host: ${a}`],
			]);
			const { connections = [] } = findingOf(run, 'vhost/resumed-open-sni').observation ?? {};
			expect(connections.map(({ handshake }) => handshake.resumed)).to.deep.equal([false, true]);
			expect(connections[1]?.sent).to.include({ servername: openName, offeredSession: true });
			const h2 = findingOf(run, 'vhost/h2-host-against-authority').observation?.connections[0];
			expect(h2?.sent.heads?.[0]).to.contain(`:authority: ${a}`).and.contain(`host: ${open}`);
			expect(h2?.handshake.alpn).to.equal('h2');
		});
	});
});

/** In both TLS versions, with markers; and always the same. */
function stays(
	title: string,
	start: () => Promise<RunningServer>,
	{ deviates, closed = false }: Expected,
): void {
	it(`${title}: ${deviates.length === 0 ? 'conforms' : 'deviates'}, each time`, async function run() {
		this.timeout(60_000);
		const vhosts = [
			...(closed ? [] : [{ name: openName, kind: 'open' } as const]),
			{ name: nameB, kind: 'protected' } as const,
		];
		await withDaemon(start(), async (port, logs) => {
			for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
				const run = await runAtHouse(port, { only: ['vhost'], tls: [tls], markers, vhosts });
				expect(idsWith(run, 'deviates'), `${tls}\n${logs()}`).to.have.members(deviates);
				expect(idsWith(run, 'inconclusive'), tls).to.deep.equal([]);
				expect(exitCode(run), tls).to.equal(deviates.length === 0 ? 0 : 1);
			}
			const asked = some.filter((id) => !closed || atOtherTenant.includes(id));
			for (let round = 0; round < rounds; round += 1) {
				const run = await runAtHouse(port, { only: asked, tls: ['TLSv1.3'], markers, vhosts });
				expect(failing(run), `round ${round}`).to.have.members(
					asked.filter((id) => deviates.includes(id)),
				);
			}
		});
	});
}

/** Whatever is not as it should be. */
function failing(run: Run): readonly string[] {
	return [...idsWith(run, 'deviates'), ...idsWith(run, 'inconclusive')];
}

/** The site is that of the name in TLS, and so are its clients. */
function startBySni(): Promise<Endpoint> {
	return startNamedServer({
		tls: house.credential,
		names: [
			{ name: openName, clients: null },
			{ name: nameA, clients: rootA },
			{ name: nameB, clients: rootB },
		],
		nameOf: (request) => {
			const socket = 'stream' in request ? request.stream.session?.socket : request.socket;
			const { servername } = (socket ?? {}) as Partial<TLSSocket & { servername: string | false }>;
			const name = String(servername).toLowerCase().replace(/\.$/u, '');
			return [nameA, nameB].some((it) => it === name) ? name : openName;
		},
		judgedAs: (_, name) => name,
	});
}

async function asDaemon(starting: Promise<Endpoint>): Promise<RunningServer> {
	const server = await starting;
	return { ...server, stop: () => server.close(), logs: () => '' };
}

async function withDaemon(
	starting: Promise<RunningServer>,
	use: (port: number, logs: () => string) => Promise<void>,
): Promise<void> {
	const server = await starting;
	try {
		await use(server.port, () => server.logs());
	} finally {
		await server.stop();
	}
}
