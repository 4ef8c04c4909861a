/** Several targets in one run, the same split into shards, and put together again. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Finding, Run } from '../../harness/finding.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { type OwnServer, startOwn } from '../harness/own-server.ts';
import { all, parseXml } from '../reports/strict-xml.ts';
import { type CliResult, runCli, temporaryFolder } from '../run-cli.ts';
import { runHere } from '../run-here.ts';
import { writeGivenFiles } from './given-files.ts';

const folder = temporaryFolder();
writeGivenFiles(folder);
const cwd = folder.path('.');

describe('several targets', () => {
	let servers: readonly OwnServer[] = [];
	before(async () => {
		servers = [await startOwn(), await startOwn({ rejectUnauthorized: false })];
		const [good, weak] = servers.map(({ port }) => port);
		folder.write(
			'mtls-gauntlet.config.json',
			JSON.stringify({
				...{ cacert: 'server-ca.pem', clientCa: 'client-ca.pem', clientCaKey: 'client-ca.key' },
				only: ['presence/no-certificate', 'trust/wrong-root', 'protocol/verdict-parity'],
				targets: [
					// Ten names of one server.
					...Array.from({ length: 10 }, (_, at) => ({
						...{ name: `good-${at}`, url: `https://t${at}.localhost:${good}/` },
						connectTo: `127.0.0.1:${good}`,
					})),
					{ name: 'weak', url: `https://localhost:${weak}/`, only: 'trust/wrong-root' },
					{ name: 'dead', url: 'https://localhost:1/', timeout: 2000 },
				],
			}),
		);
	});
	after(async () => {
		await Promise.all(servers.map((server) => server.close()));
		folder.remove();
	});

	it('are one run, one report and a row each; one that is dead does not end the others', async () => {
		const reporters = 'json=all/run.json,jsonl=all/run.jsonl,junit=all/junit.xml';
		const flags = ['--reporter', reporters, '--reporter', 'junit=each/{target}.xml'];
		const result = await runCli(flags, { cwd });
		expect(result.code).to.equal(1);
		const { findings, summary, targets } = report('all/run.json');
		expect(targets.map(({ name, conclusion }) => [name, conclusion])).to.deep.equal([
			...Array.from({ length: 10 }, (_, at) => [`good-${at}`, 'conforms']),
			...[
				['weak', 'deviates'],
				['dead', 'inconclusive'],
			],
		]);
		const fails = findings.filter((it) => it.fails);
		expect(fails.map(({ id }) => id)).to.deep.equal(['trust/wrong-root', 'trust/wrong-root']);
		expect(summary).to.include({ fails: 2, conforms: 10 * 7 + 2 });
		expect(summary.inconclusive).to.be.above(3);
		const rows = /^targets\n((?: {2}.*\n)+)/mu.exec(result.stdout)?.[1]?.trim().split('\n') ?? [];
		expect(rows).to.have.lengthOf(12);
		expect(rows[10]).to.match(/✗ weak +2 fail, 2 conform +https/u);
		expect(rows[11]).to.match(/\? dead +\d+ inconclusive/u);
		const cases = all(parseXml(read('all/junit.xml')), 'testcase');
		expect(new Set(cases.map(({ attributes }) => attributes['name'])).size).to.equal(
			findings.length,
		);
		expect(readdirSync(folder.path('each')).toSorted().slice(0, 3)).to.deep.equal([
			...['dead.xml', 'good-0.xml', 'good-1.xml'],
		]);
		// JSON lines are judged again like JSON.
		const again = await runCli(['report', 'all/run.jsonl', '--reporter', 'json=all/again.json'], {
			cwd,
		});
		expect(again.code).to.equal(1);
		expect(report('all/again.json').findings).to.deep.equal(findings);
	});

	it('are tested alone when their URL is named, with what the config says of them', async () => {
		const { code, stdout } = await run(`https://localhost:${servers[1]?.port}/`);
		expect(code).to.equal(1);
		expect(stdout).to.include('trust/wrong-root').and.not.include('presence/no-certificate');
	});

	it('in shards put together are the run that was not split', async () => {
		const selected = ['--target', 'good-[0-4]', '--target', 'weak'];
		const whole = run(...selected, '--reporter', `json=${folder.path('whole.json')}`);
		for (const index of [0, 1, 2]) {
			const env = { JOB_COMPLETION_INDEX: `${index}`, MTLS_GAUNTLET_SHARD_TOTAL: '3' };
			const part = `jsonl=${folder.path(`parts/${index}.jsonl`)}`;
			const { code } = await runHere([...selected, '--shard', 'auto', '--reporter', part], {
				cwd,
				env,
			});
			expect(code).to.be.oneOf([0, 1]);
		}
		expect((await whole).code).to.equal(1);
		const merged = await merge('parts', '--reporter', `json=${folder.path('merged.json')}`);
		expect(merged.code, merged.stderr).to.equal(1);
		const [one, other] = [report('whole.json'), report('merged.json')];
		expect(other.findings.map(concluded)).to.deep.equal(one.findings.map(concluded));
		expect(other.summary).to.deep.equal(one.summary);
		expect(other).to.include({ conclusion: 'deviates', interrupted: false });
		expect(other.targets.map(({ conclusion }) => conclusion)).to.deep.equal(
			one.targets.map(({ conclusion }) => conclusion),
		);
		expect(other).not.to.have.property('shard');
	});

	it('in shards are refused unless all of one run are there', async () => {
		const parts = [0, 1, 2].map((at) => `parts/${at}.jsonl`);
		const [first = '', second = '', third = ''] = parts;
		const lines = read(second).trimEnd().split('\n');
		const header = JSON.parse(lines[0] ?? '') as Run;
		const changed = (name: string, changes: object, rest = lines.slice(1)): string =>
			folder.write(name, [JSON.stringify({ ...header, ...changes }), ...rest, ''].join('\n'));
		const tool = { ...header.tool, version: '99.0.0' };
		const plan = { ...header.shard, plan: 'ab' };
		const later = { startedAt: new Date(Date.now() + 60_000).toISOString() };
		const yesterday = new Date(Date.parse(header.startedAt) - 23 * 3_600_000).toISOString();
		const refused: readonly (readonly [readonly string[], RegExp])[] = [
			[[first, third], /shard 2 of 3 missing/u],
			[[first, changed('version.jsonl', { tool }), third], /made by mtls-gauntlet 99\.0\.0/u],
			[[first, changed('plan.jsonl', { shard: plan }), third], /a part of another run/u],
			[
				[first, changed('old.jsonl', { startedAt: yesterday }), third],
				/begun at .*within 12 hours/su,
			],
			[[first, changed('cut.jsonl', {}, lines.slice(1, -1)), third], /end is missing/u],
			[['all/run.jsonl'], /made without --shard/u],
			[[folder.write('other.json', '{}')], /schemaVersion/u],
			[['nowhere'], /no such file or folder/u],
		];
		for (const [paths, message] of refused) {
			const { code, stderr, stdout } = await merge(...paths);
			expect(code, stderr).to.equal(2);
			expect(stderr).to.match(message);
			expect(stdout).to.equal('');
		}
		// One that was run again counts, and that is said.
		const again = changed('again.jsonl', later, lines.slice(1));
		const { code, stderr } = await merge(...parts, again);
		expect(code, stderr).to.equal(1);
		expect(stderr).to.match(/shard 2\/3 is there twice: .*again\.jsonl is newer/u);
	});

	it('of which a shard has nothing is no failure of that shard', async () => {
		const only = ['--target', 'good-0', '--only', 'trust/wrong-root'];
		const codes: (number | null)[] = [];
		const found: number[] = [];
		for (const shard of ['1/2', '2/2']) {
			const told = [
				'--shard',
				shard,
				'--reporter',
				`json=${folder.path(`empty/${shard[0]}.json`)}`,
			];
			codes.push((await run(...only, ...told)).code);
			found.push(report(`empty/${shard[0]}.json`).summary.planned);
		}
		expect(codes).to.deep.equal([0, 0]);
		expect(found).to.have.members([0, 4]);
		expect((await merge('empty')).code).to.equal(0);
	});

	it('of which none was tested in time are inconclusive, each of them', async () => {
		const { code, stdout } = await run('--target', 'good-*', '--deadline', '1');
		expect(code).to.equal(3);
		expect(stdout).to.match(/\d+ planned: 0 conform, \d+ inconclusive/u);
	});
});

function run(...flags: readonly string[]): Promise<CliResult> {
	return runHere(flags, { cwd });
}

function merge(...flags: readonly string[]): Promise<CliResult> {
	return runHere(['report', 'merge', ...flags], { cwd });
}

function read(name: string): string {
	return readFileSync(folder.path(name), 'utf8');
}

function report(name: string): Run {
	return parseReport(read(name));
}

/** What was concluded, without what differs from connection to connection. */
function concluded({
	id,
	target,
	tls,
	path,
	outcome,
	verdict,
	fails,
}: Finding): readonly unknown[] {
	return [id, target, tls, path, outcome, verdict, fails];
}
