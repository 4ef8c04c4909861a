/** `doctor` on real set-ups: what it says of each, and that its word is that of a run. */
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import type { ServerOptions } from 'node:https';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { keyPem } from '../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { distinguishedName } from '../../fixtures/pki/distinguished-name.ts';
import type { RawOptions } from '../../harness/cli/option-table.ts';
import type { Check, Examination } from '../../harness/doctor/check.ts';
import { clientRoot, keys } from '../harness/lab.ts';
import { startOwn, withServer } from '../harness/own-server.ts';
import { startBlackHole, startClosedPort, startPlainHttp } from '../hostile/before-tls.ts';
import { temporaryFolder } from '../run-cli.ts';
import { describeWithServer } from '../servers/available.ts';
import { startNginx } from '../servers/nginx.ts';
import { doctor, examined, exitOfRun, runOf } from './examined.ts';
import { trustingTls, writeGivenFiles } from './given-files.ts';

const folder = temporaryFolder();
after(() => folder.remove());
const { cacert, clientCa, clientCaKey, cert, key } = writeGivenFiles(folder);
const given: RawOptions = { cacert, clientCa, clientCaKey };
const bare: RawOptions = { only: ['control/valid', 'presence'], timeout: '1500' };
const hour = 3_600_000;

describe('doctor', () => {
	describe('is of one word with a run', () => {
		const stranger = createRoot(keys);
		const expired = clientRoot.issue({
			validity: {
				notBefore: new Date(Date.now() - 96 * hour),
				notAfter: new Date(Date.now() - 48 * hour),
			},
		});
		const ofStranger: RawOptions = {
			cacert,
			clientCa: folder.write('stranger.pem', certificatesPem([stranger.certificate])),
			clientCaKey: folder.write('stranger.key', keyPem(stranger.key)),
		};
		const ofExpired: RawOptions = {
			cacert,
			cert: folder.write('old.pem', certificatesPem(expired.chain)),
			key: folder.write('old.key', expired.key),
		};
		const mayTest: RawOptions = { iMayTestThis: true };
		const asksNobody: ServerOptions = { requestCert: false };
		const asksLater: ServerOptions = { rejectUnauthorized: false };
		const only13: ServerOptions = { minVersion: 'TLSv1.3' };
		const own =
			(options: ServerOptions = {}, listener?: RequestListener) =>
			() =>
				startOwn(options, listener);
		const unauthorized: RequestListener = (_, response) => response.writeHead(401).end();

		for (const [title, start, flags, run, guilty] of [
			['a healthy server', own(), given, 0, []],
			['a credential alone', own(), { cacert, cert, key }, 0, []],
			['a CA that the target does not trust', own(), ofStranger, 3, ['valid-credential']],
			['no inputs at all', own(), {}, 3, ['valid-credential']],
			['a server that asks for no certificate', own(asksNobody), given, 1, []],
			['the same without inputs', own(asksNobody), {}, 1, []],
			['a server that checks nothing', own(asksLater), given, 1, []],
			['401 for everybody', own(asksLater, unauthorized), given, 3, ['valid-credential']],
			['a version that is not offered', own(only13), { ...given, tls: ['1.2', '1.3'] }, 3, ['tls']],
			['a version that nobody asked for', own(only13), given, 0, []],
			['an expired credential', own(), ofExpired, 2, ['materials', 'valid-credential']],
			['a name that does not resolve', unresolvable, mayTest, 2, ['name']],
		] as const) {
			it(`${title}: a run ends with ${run}`, () => agrees(start, flags, run, guilty));
		}

		it('where nobody listens, speaks TLS or says anything: a run ends with 3', async () => {
			await Promise.all([
				agrees(startClosedPort, given, 3, ['tcp']),
				agrees(startPlainHttp, given, 3, ['tls']),
				agrees(startBlackHole, given, 3, ['tls']),
			]);
		});
	});

	describe('of a sound server', () => {
		let full: Awaited<ReturnType<typeof examined>>;
		before(async () => {
			full = await withServer(startOwn(), ({ url }) => examined(url, given));
		});

		it('finds nothing wrong, and says what would unlock most', () => {
			const { checks, coverage } = full.examination;
			expect(checks.filter(({ state }) => state !== 'ok')).to.deep.equal([]);
			expect(checks.map(({ id }) => id)).to.deep.equal([
				...['materials', 'name', 'tcp', 'tls', 'server-certificate', 'certificate-request'],
				...['valid-credential', 'no-certificate', 'controls', 'clock', 'load', 'coverage'],
			]);
			const page = readFileSync(new URL('../../docs/doctor.md', import.meta.url), 'utf8');
			const described = [...page.matchAll(/^\| `([a-z-]+)` \|/gmu)].map(([, id]) => id);
			expect(described).to.deep.equal(checks.map(({ id }) => id));
			expect(coverage?.unlock[0]?.option).to.equal('--identity');
			expect(coverage?.testable).to.be.within(200, coverage?.selected ?? 0);
			expect(check(full.examination, 'coverage').todo[0]).to.match(
				/^--identity would unlock most: \d+ more variants$/u,
			);
		});

		it('promises what a run then tests', () => promises({}, 20));
	});

	it('promises little where nobody is asked, or nobody is refused', async () => {
		await promises({ requestCert: false }, 0);
		await promises({ rejectUnauthorized: false }, 5);
	});

	it('says in words what to do, and shows no octet of a key', async () => {
		await withServer(startOwn(), async ({ url }) => {
			const { code, stdout, stderr } = await doctor(url, bare);
			expect(code).to.equal(3);
			expect(stderr).to.equal('');
			expect(stdout).to.match(/^mtls-gauntlet \S+ doctor · https:\/\/localhost:\d+\/\n\n/u);
			expect(stdout).to.match(
				/ {2}✗ valid-credential {5}none was given\n +→ --cert or --client-ca /u,
			);
			expect(stdout).to.match(/ {2}! server-certificate .*\n(?: +.*\n)*? +→ --cacert FILE/u);
			expect(stdout).to.match(/^a run could not conclude: 1 problem, 2 warnings \(exit 3\)\n$/mu);
			const sound = await doctor(url, { ...given, ...bare });
			expect(sound.stdout).to.match(/a run could conclude: 0 warnings \(exit 0\)\n$/u);
			expect(stdout + sound.stdout).to.not.match(/PRIVATE|BEGIN|\u001b/u);
		});
	});

	it('warns of clocks apart and of limits to the rate', async () => {
		let count = 0;
		const late: RequestListener = (_, response) => {
			count += 1;
			response.setHeader('Date', new Date(Date.now() - hour / 4).toUTCString());
			response.writeHead(count === 2 ? 429 : 200).end();
		};
		await withServer(startOwn({}, late), async ({ url }) => {
			const { examination } = await examined(url, { ...given, ...bare });
			expect(ids(examination, 'problem')).to.deep.equal([]);
			expect(ids(examination, 'warning')).to.deep.equal(['clock', 'load']);
			expect(check(examination, 'clock').says).to.contain('15 minutes behind our clock');
			expect(check(examination, 'load').todo.join()).to.contain('--rate');
		});
	});

	describeWithServer('nginx', 'of an nginx with its default ssl_verify_depth', () => {
		it('names the sound chains that do not get in, and why', async () => {
			const nginx = await startNginx({ verify: 'on', ...trustingTls });
			try {
				const { code, examination } = await examined(nginx.url, { ...given, only: ['path'] });
				expect(code).to.equal(0);
				expect(ids(examination, 'warning')).to.deep.equal(['controls']);
				const { says, todo } = check(examination, 'controls');
				expect(says).to.contain('refused with HTTP 400 (control/valid-via-two-intermediates)');
				expect(todo.join()).to.contain('ssl_verify_depth');
			} finally {
				await nginx.stop();
			}
		});
	});

	it('lets a target steer neither the terminal nor a CI system', async () => {
		const evil = '\u001b[2J\u009b31m\n::error::\u202e';
		const subject = distinguishedName(['CN', evil.repeat(20)]);
		const ca = certificatesPem([createRoot(keys, undefined, { subject }).certificate]);
		await withServer(startOwn({ ca }), async ({ url }) => {
			for (const json of [[], ['--json']]) {
				const { stdout } = await doctor(url, bare, ...json);
				expect(stdout)
					.to.contain('u{1b}[2J')
					.and.to.not.match(/[\u001b\u009b\u202e]|^::/mu);
				expect(stdout).to.not.contain(evil.repeat(4));
			}
		});
	});

	it('looks at one target of a config that lists several', async () => {
		await withServer(startOwn(), async ({ url }) => {
			const targets = [
				{ url, name: 'here', ...given },
				{ url: 'https://localhost:1', name: 'nowhere' },
			];
			const config = folder.write('targets.json', JSON.stringify({ targets, ...bare }));
			const { code, stderr } = await doctor(null, { config });
			expect(code).to.equal(2);
			expect(stderr).to.match(/lists 2 targets, and doctor looks at one\nhint: --target NAME/u);
			const { examination } = await examined(null, { config, target: ['here'] });
			expect(examination).to.include({ url, couldConclude: true });
		});
	});

	it('exits 2 before a packet leaves where nobody has said that it may be tested', async () => {
		const { code, stdout, stderr } = await doctor('https://192.0.2.1/', {});
		expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
		expect(stderr).to.match(/^mtls-gauntlet: 192\.0\.2\.1 is not this machine.*\nhint: .*\n$/u);
	});
});

/** Holds what `doctor` says against how a run with the same options ends. */
async function agrees(
	start: () => Promise<Target>,
	flags: RawOptions,
	run: number,
	guilty: readonly Check['id'][],
): Promise<void> {
	await withServer(start(), async ({ url }) => {
		// At once: both repeat what nobody answers.
		const [ran, { code, examination }] = await Promise.all([
			exitOfRun(url, { ...flags, ...bare }),
			examined(url, { ...flags, ...bare }),
		]);
		expect(ran).to.equal(run);
		expect(ids(examination, 'problem')).to.deep.equal(guilty);
		for (const { state, todo, id } of examination.checks)
			if (state === 'problem' && id === guilty[0]) expect(todo, id).to.not.deep.equal([]);
		if (run === 1) {
			expect(check(examination, 'no-certificate').todo.join()).to.contain('--accept-if');
		}
		expect(code).to.equal(run < 2 ? 0 : 3);
		expect(examination.couldConclude).to.equal(run < 2);
	});
}

/** Holds the number of variants that `doctor` announces against those that a run tests. */
async function promises(server: ServerOptions, least: number): Promise<void> {
	const some = { ...given, only: ['validity/e*', 'route', 'revocation', 'presence'] };
	await withServer(startOwn(server), async ({ url }) => {
		const { examination } = await examined(`${url}a`, some);
		const { findings } = await runOf(`${url}a`, some);
		const tested = findings.filter(
			({ family, outcome }) => outcome !== 'skipped' && family !== 'control',
		);
		const count = new Set(tested.map(({ id }) => id)).size;
		expect(examination.coverage?.testable).to.equal(count).and.to.be.above(least);
	});
}

interface Target {
	readonly url: string;
	close(): Promise<void>;
}

/** RFC 6761 §6.4: never registered. */
async function unresolvable(): Promise<Target> {
	return { url: 'https://mtls-gauntlet.invalid/', close: async () => {} };
}

function ids({ checks }: Examination, state: Check['state']): readonly string[] {
	return checks.filter((it) => it.state === state).map(({ id }) => id);
}

function check({ checks }: Examination, id: Check['id']): Check {
	const found = checks.find((it) => it.id === id);
	if (found === undefined) throw new Error(`no check ${id}`);
	return found;
}
