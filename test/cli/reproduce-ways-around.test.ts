/** Who types in the lines of a way around gets the page that was to be protected. */
import { expect } from 'chai';
import { after, it } from 'mocha';
import { startTenantsEndpoint } from '../../fixtures/endpoints/tenants-endpoint.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import type { Finding } from '../../harness/finding.ts';
import { keys } from '../harness/lab.ts';
import { runForReport, temporaryFolder } from '../run-cli.ts';
import { describeWithServer } from '../servers/available.ts';
import { ledgerPage } from '../servers/guarded-paths/ledger-app.ts';
import { startNginxGuard } from '../servers/guarded-paths/nginx.ts';
import { startNginxHeader } from '../servers/header-trusting/nginx.ts';
import { startHaproxyHouse } from '../servers/vhosts/haproxy.ts';
import { houseCredential, nameA, nameB, openName } from '../servers/vhosts/house.ts';
import { trustingTls, writeGivenFiles } from './given-files.ts';
import { typedIn } from './typed-in.ts';

const folder = temporaryFolder();
const given = writeGivenFiles(folder);
after(() => folder.remove());

const credential = houseCredential();
const clientCaA = trustingTls.clientCa;
const clientCaB = certificatesPem([createRoot(keys).certificate]);
const markers = [nameA, nameB].flatMap((name) => ['--marker', `body:/private page of ${name}/`]);
const house = ['--vhost', `${openName}=open`, '--vhost', `${nameB}=protected`, ...markers];
const privatePageOfAny = /this is the private page of [ab]\.test/u;

describeWithServer('openssl', 'the lines that reproduce a way around', () => {
	it('of a Node server with a CA for each name', async () => {
		const tenants = [
			{ name: nameA, ca: clientCaA },
			{ name: nameB, ca: clientCaB },
		];
		const server = await startTenantsEndpoint({ tls: credential, openName, tenants });
		try {
			const asked = ['resumption/*-session', 'vhost/resumed-open-sni'];
			const found = await deviations(server.port, '/', [
				...house,
				'--tls',
				'1.2,1.3',
				...only(asked),
			]);
			expect(idsOf(found)).to.include('resumption/other-tenant-session');
			for (const it of found) await showsThePage(it, privatePageOfAny);
		} finally {
			await server.close();
		}
	});

	describeWithServer('haproxy', 'of HAProxy', () => {
		it('that looks at Host alone', async () => {
			const server = await startHaproxyHouse({ credential, clientCaA, clientCaB });
			try {
				const asked = ['absent-sni', 'trailing-dot-sni', 'second-request', 'h2-open-sni'];
				const ids = asked.map((id) => `vhost/${id}`);
				const found = await deviations(server.port, '/', [...house, '--tls', '1.3', ...only(ids)]);
				expect(idsOf(found)).to.have.members(ids);
				for (const it of found) await showsThePage(it, privatePageOfAny);
			} finally {
				await server.stop();
			}
		});
	});

	describeWithServer('nginx', 'of nginx', () => {
		it('that guards one spelling of a path, and an application without TLS', async () => {
			const leniencies = ['decodes', 'decodes-twice'] as const;
			const tls = { ...trustingTls, credential, leniencies };
			const server = await startNginxGuard({ ...tls, guard: 'prefix-location' });
			try {
				const ids = ['route/letter-encoded-twice', 'route/plain-http-listener'];
				const listener = ['--listener', `http://127.0.0.1:${server.appPort}`, '--open', '/'];
				const flags = [...listener, '--tls', '1.2', ...only(ids)];
				const found = await deviations(server.port, '/admin', flags);
				expect(idsOf(found)).to.have.members(ids);
				for (const it of found) await showsThePage(it, new RegExp(ledgerPage, 'u'));
			} finally {
				await server.stop();
			}
		});

		it('that passes on what the client says of itself', async () => {
			const tls = { ...trustingTls, credential };
			const trusting = { header: 'set-for-certificates', trusts: 'verify' } as const;
			const server = await startNginxHeader({ ...tls, ...trusting });
			try {
				const found = await deviations(server.port, '/', [
					'--tls',
					'1.3',
					...only(['header/nginx']),
				]);
				expect(idsOf(found)).to.deep.equal(['header/nginx']);
				for (const it of found) await showsThePage(it, /the private account of this client/u);
			} finally {
				await server.stop();
			}
		});
	});
});

async function deviations(
	port: number,
	path: string,
	flags: readonly string[],
): Promise<readonly Finding[]> {
	const to = [
		'--connect-to',
		`127.0.0.1:${port}`,
		'--cacert',
		folder.write('house.pem', credential.ca),
	];
	const args = [`https://${nameA}:${port}${path}`, ...to, ...given.caFlags.slice(2), ...flags];
	const { run } = await runForReport(args);
	return run.findings.filter(({ outcome }) => outcome === 'deviates');
}

async function showsThePage({ id, tls, reproduce }: Finding, page: RegExp): Promise<void> {
	const { text } = await typedIn(reproduce, folder);
	expect(reproduce, `${id} over ${tls}`).to.not.deep.equal([]);
	expect(text, reproduce.join('\n')).to.match(/^HTTP\/(?:1\.1|2) 200/mu);
	expect(text, reproduce.join('\n')).to.match(page);
}

function only(globs: readonly string[]): readonly string[] {
	return globs.flatMap((glob) => ['--only', glob]);
}

function idsOf(findings: readonly Finding[]): readonly string[] {
	return [...new Set(findings.map(({ id }) => id))];
}
