/** The GitHub Action, executed as GitHub's runner would. The package itself: from-archive.test.ts. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { tool } from '../../harness/tool.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { trustingTls, writeGivenFiles, type GivenFiles } from '../cli/given-files.ts';
import { temporaryFolder } from '../run-cli.ts';
import type { RunningServer } from '../servers/daemon.ts';
import { startNode } from '../servers/node.ts';
import { type ActionResult, readAction, runAction } from './action-runner.ts';
import { hostile, isUntouched } from './hostile-inputs.ts';
import { type StandIns, writeStandIns } from './stand-ins.ts';

const action = readAction(fileURLToPath(new URL('../../action.yml', import.meta.url)));
const folder = temporaryFolder();
const home = folder.path('workspace');
const few = '--only=presence,validity/expired';

describe('the GitHub Action', function theAction() {
	this.timeout(120_000);
	let files: GivenFiles;
	let real: StandIns;
	let recorder: StandIns;

	before(async () => {
		mkdirSync(home);
		files = writeGivenFiles(folder);
		real = await writeStandIns(folder.path('real'), tool.version, 'bundle');
		recorder = await writeStandIns(folder.path('recorder'), tool.version, 'recorder');
	});
	after(() => folder.remove());

	const act = (
		inputs: Readonly<Record<string, string>>,
		{ env }: StandIns = real,
	): Promise<ActionResult> => runAction(action, inputs, { home, env });

	it('never has an input in a script, uses no other action, and describes every input', () => {
		for (const { run = '', uses, shell, env = {} } of action.runs.steps) {
			expect(uses).to.equal(undefined);
			expect(shell).to.equal('bash');
			expect(run).not.to.include('${{');
			const used = Object.values(env).map((it) => /^\$\{\{ inputs\.([\w-]+) \}\}$/u.exec(it)?.[1]);
			const names = Object.keys(action.inputs).filter((name) => name !== 'working-directory');
			expect(used).to.have.members(names);
			for (const name of Object.keys(env)) expect(run, name).to.include(`$${name}`);
		}
		for (const [name, { description }] of Object.entries(action.inputs))
			expect(description, name).to.have.length.greaterThan(10);
	});

	it('is of the version of the package', () => {
		expect(action.inputs['version']?.default).to.equal(tool.version);
	});

	describe('against real servers', () => {
		let healthy: RunningServer;
		let weak: RunningServer;
		before(async () => {
			healthy = await startNode({ mode: 'reject-unauthorized', ...trustingTls });
			weak = await startNode({ mode: 'unchecked', ...trustingTls });
		});
		after(() => Promise.all([healthy, weak].map((it) => it?.stop())));

		it('is green, says so in its outputs, and takes keys as text', async () => {
			mkdirSync(join(home, 'sub dir'));
			const { code, log, outputs, stepSummary } = await act({
				...{ url: healthy.url, args: few, 'working-directory': 'sub dir' },
				...{ junit: 'out/junit.xml', json: 'out/run.json' },
				cacert: readFileSync(files.cacert, 'utf8'),
				'client-ca': files.clientCa,
				'client-ca-key': readFileSync(files.clientCaKey, 'utf8'),
			});
			expect(code, log).to.equal(0);
			const { summary } = parseReport(readFileSync(join(home, 'sub dir/out/run.json'), 'utf8'));
			expect(outputs).to.include({ conclusion: 'conforms', 'exit-code': '0', fails: '0' });
			expect(outputs).to.include({ planned: String(summary.planned), html: '', sarif: '' });
			expect(outputs['junit']).to.equal(join(home, 'sub dir/out/junit.xml'));
			expect(existsSync(String(outputs['junit']))).to.equal(true);
			expect(stepSummary).to.include('conforms');
			expect(log).not.to.match(/BEGIN .*PRIVATE KEY/u);
			expect(existsSync(join(home, 'runner-temp'))).to.equal(true);
			expect(isUntouched(join(home, 'runner-temp'), ['step.sh'])).to.equal(true);
		});

		it('fails the step with the exit code of the tool, after the outputs', async () => {
			const { code, outputs, log } = await act({
				...{ url: weak.url, args: few, 'fail-on': 'high', annotations: 'true' },
				...{ cacert: files.cacert, 'client-ca': files.clientCa },
				'client-ca-key': files.clientCaKey,
			});
			expect(code, log).to.equal(1);
			expect(outputs).to.include({ conclusion: 'deviates', 'exit-code': '1' });
			expect(Number(outputs['fails'])).to.be.greaterThan(0);
			// Nothing that the target says is a command; annotations stand behind it.
			const [, token = 'none'] = /^::stop-commands::([\w-]{36})$/mu.exec(log) ?? [];
			const [quiet = '', loud = ''] = log.split(`\n::${token}::\n`);
			expect(quiet).to.match(/deviates: .*\(exit 1\)/u);
			expect(loud).to.match(/^::error .*presence\/no-certificate/mu);
		});

		it('merges shards to one report, and misses none', async () => {
			for (const shard of [1, 2]) {
				const { code, log } = await act({
					...{ url: healthy.url, args: `${few}\n--shard=${shard}/2`, json: `parts/${shard}.json` },
					...{ cacert: files.cacert, cert: files.cert, key: files.key },
				});
				expect(code, log).to.equal(0);
			}
			const merge = { command: 'report merge', junit: 'merged.xml' };
			const both = await act({ ...merge, file: 'parts' });
			expect(both.code, both.log).to.equal(0);
			expect(both.outputs).to.include({ conclusion: 'conforms', junit: join(home, 'merged.xml') });
			expect((await act({ ...merge, file: 'parts/1.json' })).code).to.equal(2);
		});

		it('ends with 2 where the tool cannot be told that', async () => {
			const { code, outputs } = await act({ url: healthy.url, args: '--no-such-option' });
			expect(code).to.equal(2);
			expect(outputs).to.include({ conclusion: '', 'exit-code': '2', planned: '' });
		});
	});

	it('gives every input to the tool as one argument, and runs none of it', async () => {
		const canary = join(home, 'canary');
		for (const value of hostile(canary)) {
			const oneLine = value.replaceAll('\n', ' ');
			writeFileSync(recorder.recorded, '');
			const { code, log } = await act(
				{
					...{ command: 'run', url: `https://x/${value}`, config: value, waivers: value },
					...{ 'fail-on': value, cacert: value, cert: value, key: value, 'client-ca': value },
					...{ 'client-ca-key': value, credentials: value, compare: value },
					...{ junit: `a/${value}`, html: `b/${value}`, args: `--first=${oneLine}\n${oneLine}` },
					annotations: 'false',
				},
				recorder,
			);
			expect(code, log).to.equal(0);
			const told = JSON.parse(readFileSync(recorder.recorded, 'utf8')) as string[];
			const named = ['config', 'waivers', 'fail-on', 'compare', 'cacert', 'cert', 'key'];
			const more = ['client-ca', 'client-ca-key', 'credentials'];
			expect(told.toSpliced(-5, 1)).to.deep.equal([
				...['run', `https://x/${value}`],
				...[...named, ...more].map((name) => `--${name}=${value}`),
				...[`--reporter=junit=a/${value}`, `--reporter=html=b/${value}`],
				...[`--first=${oneLine}`, oneLine],
			]);
			expect(existsSync(canary), value).to.equal(false);
		}
	});

	it('refuses what cannot be meant: commands, versions, paths with a comma', async () => {
		const canary = join(home, 'canary');
		for (const inputs of [
			{ command: 'run; touch canary' },
			{ command: 'pki' },
			{ file: 'nginx.conf' },
			{ command: 'lab nginx', file: 'nginx.conf', url: 'https://localhost:1' },
			{ url: '--config=x' },
			{ version: `0.1.0; touch ${canary}` },
			{ version: '--registry=http://127.0.0.1:1' },
			{ version: './no-such-file.tgz' },
			{ junit: 'a.xml,json=b' },
			{ annotations: 'maybe' },
			{ 'i-may-test-this': 'TRUE $(touch canary)' },
		]) {
			const { code, log, outputs } = await act(inputs, recorder);
			expect(code, log).to.equal(2);
			expect(outputs['exit-code']).to.equal('2');
			expect(log).to.match(/^::error title=mtls-gauntlet::input [\w-]+: /mu);
			expect(log).not.to.include('canary');
		}
		expect(existsSync(canary)).to.equal(false);
	});

	it('runs labs and merges with files, also such whose names begin with a dash', async () => {
		writeFileSync(recorder.recorded, '');
		await act({ command: 'lab nginx', file: '-my nginx.conf', annotations: 'false' }, recorder);
		await act({ command: 'report merge', file: 'one.json\ntwo parts.json' }, recorder);
		const [lab, merge] = readFileSync(recorder.recorded, 'utf8').trim().split('\n');
		expect(JSON.parse(lab ?? '')).to.have.ordered.members(
			['lab', 'nginx', './-my nginx.conf'].concat(JSON.parse(lab ?? '').slice(3)),
		);
		expect((JSON.parse(merge ?? '') as string[]).slice(0, 5)).to.deep.equal([
			...['report', 'merge', 'one.json', 'two parts.json', '--reporter=github'],
		]);
	});
});
