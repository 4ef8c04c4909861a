/** The lines that reproduce a finding, typed in by somebody else: openssl sees what we saw. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { delimiter } from 'node:path';
import { expect } from 'chai';
import { after, before, it } from 'mocha';
import type { Finding, Run } from '../../harness/finding.ts';
import type { TlsVersion } from '../../harness/options.ts';
import { bundledCli } from '../bundled-cli.ts';
import { findingOf } from '../harness/findings-of.ts';
import { failingIds, runForReport, temporaryFolder } from '../run-cli.ts';
import { describeWithServer } from '../servers/available.ts';
import type { RunningServer } from '../servers/daemon.ts';
import { startHaproxy } from '../servers/haproxy.ts';
import { startNginx } from '../servers/nginx.ts';
import { trustingTls, writeGivenFiles } from './given-files.ts';

const folder = temporaryFolder();
const given = writeGivenFiles(folder);
const prepared = folder.path('prepared credentials');
after(() => folder.remove());

/** Answered by alerts: before the handshake ends, or after it with TLS 1.3. */
const alerting = [
	'control/valid-via-two-intermediates',
	'possession/other-key',
	'presence/no-certificate',
	'resumption/anonymous-session',
	'trust/wrong-root-sent',
	'validity/expired',
];
/** Answered by HTTP statuses; security level 0 lets the third in. */
const answering = [
	'path/missing-intermediate',
	'path/root-included',
	'resumption/anonymous-session',
	'signature/sha1',
	'validity/expired',
];

before(async () => {
	const bin = await bundledCli();
	const shim = folder.write(
		'mtls-gauntlet',
		`#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`,
	);
	chmodSync(shim, 0o755);
});

describeWithServer('openssl', 'the lines that reproduce a finding', () => {
	describeWithServer('haproxy', 'of HAProxy', () => {
		const ran = against(() => startHaproxy({ ...trustingTls, verify: 'required' }), alerting);
		for (const id of alerting) showsTheSame(id, ran);
	});

	describeWithServer('nginx', 'of nginx with @SECLEVEL=0', () => {
		const nginx = {
			...trustingTls,
			verify: 'on',
			verifyDepth: 3,
			securityLevelZero: true,
		} as const;
		const ran = against(() => startNginx(nginx), answering);
		it('one of them is a deviation', () => {
			expect(failingIds(ran())).to.deep.equal(['signature/sha1']);
		});
		for (const id of answering) showsTheSame(id, ran);
	});

	describeWithServer('nginx', 'of a run with --credentials', () => {
		const selected = answering.flatMap((id) => (id.startsWith('resumption') ? [] : ['--only', id]));
		before(() => {
			execFileSync(folder.path('mtls-gauntlet'), [
				...['pki', prepared, ...selected, '--only', 'control'],
				...['--client-ca', given.clientCa, '--client-ca-key', given.clientCaKey],
			]);
		});
		const ran = against(
			() => startNginx({ ...trustingTls, verify: 'on', verifyDepth: 3 }),
			answering,
			['--cacert', given.cacert, '--credentials', prepared],
		);
		for (const id of answering) {
			showsTheSame(id, ran);
		}
		it('need no pki', () => {
			for (const { id, reproduce } of ran().findings.filter((it) => it.reproduce.length > 0)) {
				expect(reproduce.join('\n'), id).to.not.contain('mtls-gauntlet ');
			}
			const { reproduce } = findingOf(ran(), 'validity/expired', 'TLSv1.3');
			expect(reproduce).to.have.lengthOf(1);
			expect(reproduce[0]).to.contain(`'${prepared}/validity/expired/cert.pem'`);
		});
	});
});

/** Runs once, and keeps the server for those who type the lines in. */
function against(
	start: () => Promise<RunningServer>,
	ids: readonly string[],
	flags: readonly string[] = given.caFlags,
): () => Run {
	let [server, made]: [RunningServer | null, Run | null] = [null, null];
	before(async () => {
		server = await start();
		const only = ids.flatMap((id) => ['--only', id]);
		made = (await runForReport([server.url, ...flags, ...only])).run;
	});
	after(() => server?.stop());
	return () => {
		if (made === null) throw new Error('the run was not made');
		return made;
	};
}

function showsTheSame(id: string, ran: () => Run): void {
	for (const tls of ['TLSv1.2', 'TLSv1.3'] as const satisfies readonly TlsVersion[]) {
		it(`${id} over ${tls}`, () => {
			const finding = findingOf(ran(), id, tls);
			expect(finding.verdict).to.be.oneOf(['accept', 'reject']);
			expect(typedIn(finding)).to.deep.equal({
				status: finding.status,
				alert: finding.alert?.number ?? null,
			});
		});
	}
}

/** Carries the lines out one after the other; what the last one shows counts. */
function typedIn({ reproduce }: Finding): { status: number | null; alert: number | null } {
	const [path, own] = [process.env['PATH'] ?? '', folder.path('')];
	let shown = '';
	for (const line of reproduce) {
		const { stdout, stderr, status } = spawnSync('sh', ['-c', line], {
			cwd: own,
			env: { ...process.env, PATH: `${own}${delimiter}${path}` },
			encoding: 'utf8',
			timeout: 20_000,
		});
		if (line.startsWith('mtls-gauntlet ')) expect(status, stderr).to.equal(0);
		shown = `${stdout}\n${stderr}`;
	}
	return {
		status: numberIn(/^HTTP\/1\.[01] (\d{3}) /mu, shown),
		alert: numberIn(/SSL alert number (\d+)/u, shown),
	};
}

function numberIn(pattern: RegExp, text: string): number | null {
	const found = pattern.exec(text)?.[1];
	return found === undefined ? null : Number(found);
}
