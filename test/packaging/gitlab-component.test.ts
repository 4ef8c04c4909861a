/** The GitLab component, put together as GitLab does and executed with the shell of slim images. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { tool } from '../../harness/tool.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { trustingTls, writeGivenFiles } from '../cli/given-files.ts';
import { temporaryFolder } from '../run-cli.ts';
import { startNode } from '../servers/node.ts';
import {
	type ComponentJob,
	includeComponent,
	type InputValue,
	readComponent,
	variablesOf,
} from './gitlab-component.ts';
import { hostile } from './hostile-inputs.ts';
import { type StandIns, writeStandIns } from './stand-ins.ts';
import { runScript, type ScriptResult } from './workflow-runner.ts';

const component = readComponent(
	readFileSync(new URL('../../templates/mtls-gauntlet.yml', import.meta.url), 'utf8'),
);
const folder = temporaryFolder();

describe('the GitLab component', function theComponent() {
	this.timeout(120_000);
	let real: StandIns;
	let recorder: StandIns;
	const home = folder.path('project');
	before(async () => {
		mkdirSync(home);
		real = await writeStandIns(folder.path('real'), tool.version, 'bundle');
		recorder = await writeStandIns(folder.path('recorder'), tool.version, 'recorder');
	});
	after(() => folder.remove());

	const jobOf = (inputs: Readonly<Record<string, InputValue>> = {}): ComponentJob => {
		const jobs = Object.values(includeComponent(component, inputs));
		expect(jobs).to.have.length(1);
		// There is one, as was just checked.
		return jobs[0] as ComponentJob;
	};
	const run = (
		job: ComponentJob,
		{ env }: StandIns,
		more: Readonly<Record<string, string>> = {},
	): Promise<ScriptResult> =>
		runScript(job.script, { home, env: { ...env, ...variablesOf(job), ...more } });
	const recorded = (): readonly string[] =>
		JSON.parse(readFileSync(recorder.recorded, 'utf8').trim().split('\n').at(-1) ?? '') as string[];

	it('has no input in its script, and every input somewhere', () => {
		const { inputs, body } = component;
		const [before = '', script = ''] = body.split('  script:');
		expect(script).not.to.include('$[[');
		for (const name of Object.keys(inputs)) expect(before).to.include(`$[[ inputs.${name} ]]`);
		for (const { description } of Object.values(inputs)) expect(description).to.be.a('string');
		expect(inputs['version']?.default).to.equal(tool.version);
	});

	it('keeps its reports also where it fails, and makes the job that it is told', () => {
		const job = jobOf({ stage: 'verify', parallel: 3, rules: [{ if: '$CI_COMMIT_TAG' }] });
		expect(job).to.deep.include({ stage: 'verify', parallel: 3, image: 'node:24-slim' });
		expect(job.rules).to.deep.equal([{ if: '$CI_COMMIT_TAG' }]);
		const { when, reports } = job.artifacts;
		expect({ when, junit: reports.junit }).to.deep.equal({
			when: 'always',
			junit: 'mtls-gauntlet/*.xml',
		});
	});

	it('tests a target, and fails with the exit code of the tool', async () => {
		const files = writeGivenFiles(folder);
		const credential = { MTLS_GAUNTLET_CERT: files.cert, MTLS_GAUNTLET_KEY: files.key };
		for (const [mode, expected] of [
			['reject-unauthorized', 0],
			['unchecked', 1],
		] as const) {
			const server = await startNode({ mode, ...trustingTls });
			try {
				const job = jobOf({ url: server.url, args: ['--only', 'presence'] });
				const { code, log } = await run(job, real, {
					...credential,
					MTLS_GAUNTLET_CACERT: files.cacert,
				});
				expect(code, log).to.equal(expected);
			} finally {
				await server.stop();
			}
		}
		const { conclusion } = parseReport(
			readFileSync(join(home, 'mtls-gauntlet/part-1.json'), 'utf8'),
		);
		expect(conclusion).to.equal('deviates');
		expect(existsSync(join(home, 'mtls-gauntlet/part-1.xml'))).to.equal(true);
	});

	it('gives every input to the tool as one argument, and runs none of it', async () => {
		const canary = join(home, 'canary');
		for (const value of hostile(canary)) {
			const given = { url: value, config: value, waivers: value };
			if (value.includes('\n')) {
				expect(() => jobOf(given)).to.throw('does not match');
				continue;
			}
			const job = jobOf({ ...given, args: [`--first=${value}`, value, `two\n${value}`] });
			const { code, log } = await run(job, recorder);
			expect(code, log).to.equal(0);
			const told = recorded();
			expect(told).to.include.members([`--config=${value}`, `--waivers=${value}`]);
			expect(told[1]).to.equal(value.startsWith('-') ? `./${value}` : value);
			expect(told.slice(-4)).to.deep.equal([`--first=${value}`, value, 'two', value]);
			await run(jobOf({ command: 'lab nginx', file: value }), recorder);
			expect(recorded()[2]).to.equal(value.startsWith('-') ? `./${value}` : value);
			expect(existsSync(canary), value).to.equal(false);
		}
	});

	it('ends with 2 where a target or a file is named that its command does not look at', async () => {
		for (const inputs of [
			{ file: 'nginx.conf' },
			{ url: 'https://localhost:1', file: 'nginx.conf' },
			{ command: 'lab nginx', file: 'nginx.conf', url: 'https://localhost:1' },
			{ command: 'demo', url: 'https://localhost:1' },
		]) {
			const { code, log } = await run(jobOf(inputs), recorder);
			expect(code, log).to.equal(2);
			expect(log).to.include('url is for the command run, and file for lab');
		}
	});

	it('refuses other commands, versions and packages than there can be', () => {
		const refused: readonly Readonly<Record<string, InputValue>>[] = [
			{ command: 'run; ls' },
			{ version: '--registry=x' },
			{ version: 'file:../x' },
			{ packages: '-o Dir=x' },
			{ packages: 'nginx;ls' },
			{ 'job-name': "x': {}" },
			{ image: 'x\nscript: [ls]' },
			{ args: 'text' },
			{ 'i-may-test-this': 'true' },
		];
		for (const inputs of refused) expect(() => jobOf(inputs), JSON.stringify(inputs)).to.throw();
	});

	it('shares the work of parallel jobs, and brings the server of a lab', async () => {
		writeFileSync(recorder.recorded, '');
		const job = jobOf({
			command: 'lab nginx',
			file: 'my nginx.conf',
			packages: 'nginx haproxy',
			parallel: 2,
		});
		const { code, log } = await run(job, recorder, { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '2' });
		expect(code, log).to.equal(0);
		expect(recorded()).to.deep.equal([
			...['lab', 'nginx', 'my nginx.conf', '--shard=auto', '--fail-on=medium'],
			'--reporter=junit=mtls-gauntlet/part-2.xml,json=mtls-gauntlet/part-2.json,html=mtls-gauntlet/part-2.html',
		]);
	});
});
