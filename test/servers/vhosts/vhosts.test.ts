import { expect } from 'chai';
import { it } from 'mocha';
import { createRoot } from '../../../fixtures/pki/issuer.ts';
import { createKeyRing } from '../../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import type { Credential } from '../../../fixtures/attempt.ts';
import { describeWithServer } from '../available.ts';
import type { RunningServer } from '../daemon.ts';
import { getHead, knock, type Knocked } from '../knock.ts';
import { startApacheHouse } from './apache.ts';
import { startCaddyHouse } from './caddy.ts';
import { startHaproxyHouse } from './haproxy.ts';
import { type House, houseCredential, nameA, nameB, openName } from './house.ts';
import { startNginxHouse } from './nginx.ts';

const keys = createKeyRing();
const rootA = createRoot(keys);
const rootB = createRoot(keys);
const userA = rootA.issue();
const userB = rootB.issue();
const house: House = {
	credential: houseCredential(),
	clientCaA: certificatesPem([rootA.certificate]),
	clientCaB: certificatesPem([rootB.certificate]),
};

/** Whose page each way of coming in leads to; `null` where it leads to none. */
type Led = Record<keyof typeof nobody, string | null>;

const nobody = {
	openSessionAtA: null,
	sessionOfAAtB: null,
	sniOpenHostA: null,
	sniAHostB: null,
	noSniHostA: null,
	unknownSniHostA: null,
	openThenHostA: null,
} as const;

const sound: Led = nobody;
const byHostOnly = {
	...nobody,
	sniOpenHostA: nameA,
	sniAHostB: nameB,
	noSniHostA: nameA,
	unknownSniHostA: nameA,
	openThenHostA: nameA,
};
const bySessionToo = { ...byHostOnly, openSessionAtA: nameA, sessionOfAAtB: nameB };

describeWithServer('nginx', 'nginx with three names', () => {
	check('open by default', () => startNginxHouse(house), sound);
	check('protected by default', () => startNginxHouse({ ...house, defaultName: nameA }), sound);
});

describeWithServer('apache2', 'Apache httpd with three names', () => {
	check('as it comes', () => startApacheHouse(house), sound);
});

describeWithServer('caddy', 'Caddy with three names', () => {
	check('as it comes', () => startCaddyHouse(house), sound);
});

describeWithServer('haproxy', 'HAProxy with three names', () => {
	// Distributions carry the fixes of August 2026 back: then sessions do not resume elsewhere.
	check('answers by Host', () => startHaproxyHouse(house), byHostOnly, bySessionToo);
	check(
		'strict-sni',
		() => startHaproxyHouse({ ...house, strictSni: true }),
		{ ...byHostOnly, noSniHostA: null, unknownSniHostA: null },
		{ ...bySessionToo, noSniHostA: null, unknownSniHostA: null },
	);
	check(
		'checks Host, resumes nothing',
		() => startHaproxyHouse({ ...house, checksHost: true, resumes: false }),
		sound,
	);
});

/** In both TLS versions: who belongs there comes in, and the ways around lead where they should. */
function check(title: string, start: () => Promise<RunningServer>, ...expected: Led[]): void {
	it(title, async () => {
		const server = await start();
		try {
			for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
				const visit = visitor(server.port, version);
				const { open, a } = await comeIn(visit, server);
				const led: Led = {
					openSessionAtA: pageOf(await visit(nameA, nameA, null, open.session)),
					sessionOfAAtB: pageOf(await visit(nameB, nameB, null, a.session)),
					sniOpenHostA: pageOf(await visit(openName, nameA)),
					sniAHostB: pageOf(await visit(nameA, nameB, userA)),
					noSniHostA: pageOf(await visit(null, nameA)),
					unknownSniHostA: pageOf(await visit('unknown.test', nameA)),
					openThenHostA: pageOf(
						await knock({
							port: server.port,
							version,
							servername: openName,
							heads: [`GET / HTTP/1.1\r\nHost: ${openName}`, getHead(nameA)],
						}),
					),
				};
				expect(expected, `${version}\n${server.logs()}`).to.deep.include(led);
			}
		} finally {
			await server.stop();
		}
	});
}

type Visit = (
	servername: string | null,
	host: string,
	credential?: Credential | null,
	session?: Buffer | null,
) => Promise<Knocked>;

function visitor(port: number, version: 'TLSv1.2' | 'TLSv1.3'): Visit {
	return (servername, host, credential = null, session = null) =>
		knock({ port, version, servername, credential, session, heads: [getHead(host)] });
}

/** Everybody by the front door, and nobody else. */
async function comeIn(
	visit: Visit,
	server: RunningServer,
): Promise<{ readonly open: Knocked; readonly a: Knocked }> {
	const open = await visit(openName, openName);
	const a = await visit(nameA, nameA, userA);
	const seen = [
		open,
		a,
		await visit(nameB, nameB, userB),
		await visit(nameA, nameA),
		await visit(nameA, nameA, userB),
	].map(pageOf);
	expect(seen, server.logs()).to.deep.equal([openName, nameA, nameB, null, null]);
	return { open, a };
}

/** Of the last answer. */
function pageOf({ replies }: Knocked): string | null {
	return /page of ([a-z]+\.test)[, ]/u.exec(replies.at(-1)?.body ?? '')?.[1] ?? null;
}
