/** The examples for CI systems: what they name exists, and what this machine can run of them runs. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { parse } from 'yaml';
import { tool } from '../../harness/tool.ts';
import { writeGivenFiles } from '../cli/given-files.ts';
import { runCli, temporaryFolder } from '../run-cli.ts';
import { readAction } from './action-runner.ts';
import { parseDockerfile } from './dockerfile.ts';
import { includeComponent, type InputValue, readComponent } from './gitlab-component.ts';
import { writeStandIns } from './stand-ins.ts';
import { readWorkflow, runJob, type WorkflowStep } from './workflow-runner.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const action = readAction(join(root, 'action.yml'));
const github = readWorkflow(textOf('examples/github/mtls.yml'));
const folder = temporaryFolder();

/** Every command line of the tool in a text; what runs over several lines is one. */
function commandLines(text: string): readonly string[] {
	const joined = text.replaceAll(/\\\n\s*|(?<=\S)\n\s+(?=--)/gu, ' ');
	return [
		...joined.matchAll(
			/(?:mtls-gauntlet@[\d.]+|\$MTLS|^ {4}(?:npx |docker run .* )?mtls-gauntlet|^# +docker run .* mtls-lab) +([^\n'|]+)/gmu,
		),
	].map(([, line = '']) => line);
}

describe('the examples for CI systems', function examples() {
	this.timeout(60_000);
	after(() => folder.remove());

	/** The options that a command has, by its help. */
	const helps = new Map<string, Promise<ReadonlySet<string>>>();
	const optionsOf = (command: readonly string[]): Promise<ReadonlySet<string>> => {
		const key = command.join(' ');
		const help =
			helps.get(key) ?? runCli([...command, '--help']).then(({ stdout }) => flags(stdout));
		helps.set(key, help);
		return help;
	};
	const commands = ['lab nginx', 'pki', 'report merge', 'run', 'pre-commit nginx', 'init'];

	it('name only commands and options that there are', async () => {
		const files = [
			...['examples/github/mtls.yml', 'examples/gitlab/.gitlab-ci.yml', 'docs/ci.md'],
			...['examples/jenkins/Jenkinsfile', 'examples/azure-pipelines.yml'],
			'examples/docker/Dockerfile',
		];
		const seen = new Set<string>();
		for (const file of files) {
			const text = textOf(file);
			for (const [, version] of text.matchAll(/mtls-gauntlet@v?(\d[\d.]*\d)/gu))
				expect(version, file).to.equal(tool.version);
			for (const line of commandLines(text)) {
				const command = commands.find((it) => line.startsWith(it));
				expect(command, `${file}: ${line}`).to.be.a('string');
				seen.add(String(command));
				const known = await optionsOf(String(command).split(' '));
				for (const flag of flags(line)) expect(known.has(flag), `${file}: ${flag}`).to.equal(true);
			}
		}
		expect([...seen]).to.include.members(['lab nginx', 'pki', 'report merge', 'run']);
	});

	it('give the Action only inputs that it has, and options that its commands have', async () => {
		let uses = 0;
		for (const { uses: used, with: given = {} } of steps()) {
			if (used?.startsWith('OWNER/') !== true) continue;
			uses += 1;
			expect(Object.keys(action.inputs)).to.include.members(Object.keys(given));
			const known = await optionsOf(String(given['command'] ?? 'run').split(' '));
			for (const flag of flags(String(given['args'] ?? '')))
				expect(known.has(flag), flag).to.equal(true);
		}
		expect(uses).to.equal(3);
	});

	it('pin the actions of others, and put nothing of an event into a script', () => {
		for (const { uses, run } of steps()) {
			if (uses?.startsWith('OWNER/') === false) expect(uses).to.match(/@[0-9a-f]{40}$/u);
			expect(run ?? '').not.to.include('${{');
		}
		expect(github.permissions).to.deep.equal({ contents: 'read' });
	});

	it('give the GitLab component only inputs that it takes', () => {
		const component = readComponent(textOf('templates/mtls-gauntlet.yml'));
		const { include } = parse(textOf('examples/gitlab/.gitlab-ci.yml')) as {
			include: readonly { component: string; inputs: Record<string, InputValue> }[];
		};
		const jobs = include.map(({ inputs }) => Object.keys(includeComponent(component, inputs)));
		expect(jobs).to.deep.equal([['mtls-nginx'], ['mtls-staging']]);
	});

	it('add a server to the image, and leave it to nobody special', () => {
		const stages = parseDockerfile(textOf('examples/docker/Dockerfile'));
		expect(stages.map(({ from }) => from)).to.deep.equal(['mtls-gauntlet']);
		const words = stages[0]?.instructions.map(({ word, text }) => `${word} ${text.split(' ')[0]}`);
		expect(words).to.deep.equal(['USER root', 'RUN apt-get', 'USER node']);
	});

	it('are YAML, and braces that close', () => {
		expect(Object.keys(parse(textOf('examples/azure-pipelines.yml')) as object)).to.include('jobs');
		const code = textOf('examples/jenkins/Jenkinsfile').replaceAll(/\/\/.*$/gmu, '');
		for (const [open, close] of ['{}', '()'].map((it) => it.split('')))
			expect(code.split(String(open)).length).to.equal(code.split(String(close)).length);
	});

	describe('the credentials of GitHub’s', () => {
		const home = folder.path('workspace');
		before(() => mkdirSync(home));

		it('leave the machine of the CA encrypted, without its key, and are read again', async () => {
			const { clientCa, clientCaKey } = writeGivenFiles(folder);
			const { env } = await writeStandIns(folder.path('bin'), tool.version, 'bundle');
			mkdirSync(folder.path('ca'));
			folder.write('ca/ca.pem', readFileSync(clientCa, 'utf8'));
			folder.write('ca/ca.key', readFileSync(clientCaKey, 'utf8'));
			const options = {
				...{ home, env: { ...env, TEST_CA: folder.path('ca') } },
				values: { 'secrets.MTLS_PASSPHRASE': 'correct horse' },
			};
			const [made] = await runJob(github.jobs['credentials'] ?? { steps: [] }, options);
			expect(made?.code, made?.log).to.equal(0);
			expect(readdirSync(home)).to.deep.equal(['credentials.enc']);
			expect(readFileSync(join(home, 'credentials.enc'), 'latin1')).not.to.include('BEGIN');
			const [read] = await runJob(github.jobs['staging'] ?? { steps: [] }, options);
			expect(read?.code, read?.log).to.equal(0);
			expect(readdirSync(join(home, 'mtls-credentials'))).to.include('manifest.json');
			expect(readdirSync(join(home, 'mtls-credentials/authorities/client-ca'))).to.deep.equal([
				'cert.pem',
			]);
		});
	});
});

function steps(): readonly WorkflowStep[] {
	return Object.values(github.jobs).flatMap((job) => job.steps);
}

function flags(text: string): ReadonlySet<string> {
	return new Set([...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/gu)].map(([flag]) => flag));
}
