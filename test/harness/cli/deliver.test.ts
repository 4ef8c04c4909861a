import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { deliver } from '../../../harness/cli/deliver.ts';
import { parseReporters } from '../../../harness/cli/reporter-option.ts';
import type { Run } from '../../../harness/finding.ts';
import { UsageError } from '../../../harness/usage-error.ts';
import { parseReport } from '../../../reports/parse-report.ts';
import { readWorkflowCommands } from '../../reports/read-workflow-commands.ts';
import {
	sampleDeviation,
	sampleFinding,
	sampleRun,
	sampleSilence,
} from '../../reports/sample-run.ts';
import { temporaryFolder } from '../../run-cli.ts';

const folder = temporaryFolder();
after(() => folder.remove());

const green = sampleRun([sampleFinding()]);
const red = sampleRun([sampleDeviation()]);
/** JUnit and SARIF cannot say when it was: a fault of whoever made the run. */
const broken = (run: Run): Run => ({ ...run, startedAt: 'yesterday' });

describe('writing reports', () => {
	it('writes all that are asked for, and the terminal', async () => {
		const names = ['junit', 'sarif', 'tap', 'markdown', 'json'];
		const files = names.map((name) => folder.path(`all/${name}`));
		const { stdout, stderr, error } = await delivered(red, [
			'github',
			...names.map((name, at) => `${name}=${files[at] ?? ''}`),
		]);
		expect(error).to.equal(null);
		expect(files.map((file) => existsSync(file))).to.deep.equal(files.map(() => true));
		expect(stdout)
			.to.match(/^mtls-gauntlet 0\.1\.0/u)
			.and.to.include('(exit 1)');
		expect(readWorkflowCommands(stdout)).to.have.lengthOf(1);
		expect(stderr).to.equal('');
	});

	for (const name of ['json', 'sarif', 'tap']) {
		it(`keeps stdout to ${name}=-: terminal and annotations go to stderr`, async () => {
			const { stdout, stderr } = await delivered(red, ['github', `${name}=-`]);
			expect(stdout).to.match(name === 'tap' ? /^TAP version 13\n1\.\.1\n/u : /^\{\n[^]*\}\n$/u);
			expect(readWorkflowCommands(stdout)).to.deep.equal([]);
			expect(stderr).to.include('(exit 1)');
			expect(readWorkflowCommands(stderr)).to.have.lengthOf(1);
		});
	}

	it('prints nothing to a log that its CI system obeys, and the same values', async () => {
		const reason = '::error::x ##[stop-commands]y ##vso[task.complete]z \u009b31m \u202e \u{e0041}';
		const run = sampleRun([sampleDeviation({ reason, message: reason })]);
		for (const kind of ['json', 'jsonl', 'sarif', 'tap']) {
			const { stdout } = await delivered(run, [`${kind}=-`]);
			expect(readWorkflowCommands(stdout), kind).to.deep.equal([]);
			expect(stdout, kind).to.not.match(/##\w*\[|\u009b|\u202e|\u{e0041}/u);
			if (kind === 'json') expect(parseReport(stdout).findings[0]?.reason).to.equal(reason);
		}
	});

	it('writes the others when a file cannot be written, and names it', async () => {
		const [bad, also, good] = ['a-file/x.xml', 'a-file/x.tap', 'good.json'].map((it) =>
			folder.path(it),
		);
		folder.write('a-file', '');
		const { stdout, stderr, error } = await delivered(red, [
			...[`junit=${bad}`, `tap=${also}`, `json=${good}`],
		]);
		expect(error).to.be.instanceOf(UsageError);
		expect(error).to.have.property('message').that.includes(bad).and.includes('ENOTDIR');
		expect(stderr).to.match(/^mtls-gauntlet: report cannot be written: .*x\.tap: ENOTDIR\n$/u);
		expect(stdout).to.include('(exit 1)');
		expect(existsSync(good ?? '')).to.equal(true);
	});

	it('writes the others when one cannot be made, and names it', async () => {
		const [junit, json] = [folder.path('broken.xml'), folder.path('made.json')];
		const asked = [`junit=${junit}`, `json=${json}`];
		const { stdout, error } = await delivered(broken(green), asked);
		expect(error).to.be.instanceOf(Error).and.not.instanceOf(UsageError);
		expect(error)
			.to.have.property('message')
			.that.matches(/^the report junit cannot be made: /u);
		expect([existsSync(junit), existsSync(json)]).to.deep.equal([false, true]);
		expect(stdout).to.include('(exit 0)');
	});

	it('lets deviations decide the exit code over a report that cannot be made', async () => {
		const { stderr, error } = await delivered(broken(red), [`sarif=${folder.path('no.sarif')}`]);
		expect(error).to.equal(null);
		expect(stderr).to.match(/^mtls-gauntlet: the report sarif cannot be made: /u);
	});

	it('appends to the summary of the step, behind what others wrote', async () => {
		const file = folder.write('summary.md', '# others\n');
		const env = { GITHUB_STEP_SUMMARY: file };
		await delivered(red, ['github'], { env });
		await delivered(green, ['json=-'], { env });
		const text = readFileSync(file, 'utf8');
		expect(text).to.match(/^# others\n\n<!-- mtls-gauntlet -->\n## ⛔ mTLS deviates/u);
		expect(text.match(/<!-- mtls-gauntlet -->/gu)).to.have.lengthOf(1);
	});

	it('leaves a summary alone that has no room, and says so', async () => {
		const full = 'x'.repeat(1024 * 1024 - 100);
		const file = folder.write('full.md', full);
		const env = { GITHUB_STEP_SUMMARY: file };
		const { stderr, error } = await delivered(sampleRun([sampleSilence()]), ['github'], { env });
		expect(readFileSync(file, 'utf8')).to.equal(full);
		expect(stderr).to.include('the step summary has no room');
		expect(error).to.equal(null);
		const missing = { GITHUB_STEP_SUMMARY: `${file}/summary.md` };
		const { error: unwritten } = await delivered(red, ['github'], { env: missing });
		expect(unwritten).to.have.property('message').that.includes(missing.GITHUB_STEP_SUMMARY);
	});

	it('names files as they are in the repository', async () => {
		mkdirSync(folder.path('repository/.git'), { recursive: true });
		mkdirSync(folder.path('repository/deploy'));
		const cwd = folder.path('repository/deploy');
		const named = async (file: string, at: string, env = {}): Promise<string | undefined> => {
			const { stdout } = await delivered(red, ['github'], { file, cwd: at, env });
			return readWorkflowCommands(stdout)[0]?.properties['file'];
		};
		expect(await named('nginx.conf', cwd)).to.equal('deploy/nginx.conf');
		expect(await named(`${cwd}/mtls.yaml`, cwd)).to.equal('deploy/mtls.yaml');
		const outside = folder.path('elsewhere.yaml');
		expect(await named(outside, cwd)).to.equal(outside);
		// Without a checkout of git a CI system says where its workspace is.
		const env = { GITHUB_WORKSPACE: folder.path('') };
		mkdirSync(folder.path('sub'));
		expect(await named('a.yaml', folder.path('sub'), env)).to.equal('sub/a.yaml');
	});

	it('points at the line of the config that names the target', async () => {
		const file = folder.write(
			'fleet.yaml',
			'targets:\n  - url: https://a.example # first\n  - { url: "https://b.example:8443/x" }\n',
		);
		const urls = ['https://a.example/', 'https://b.example:8443/x', 'https://c.example/'];
		const run = sampleRun(
			urls.map((target, index) => sampleDeviation({ target, id: `trust/${index}` })),
			{ targets: urls.map((url) => ({ url, kind: 'server', address: '', limits: [] })) },
		);
		const { stdout } = await delivered(run, ['github'], { file });
		const places = readWorkflowCommands(stdout).map(({ properties }) => properties['line']);
		expect(places).to.deep.equal(['2', '3', '1']);
	});
});

interface Delivered {
	readonly stdout: string;
	readonly stderr: string;
	readonly error: unknown;
}

async function delivered(
	run: Run,
	reporters: readonly string[],
	{
		file = null,
		cwd = folder.path(''),
		env = {},
	}: { file?: string | null; cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Delivered> {
	const written = { stdout: '', stderr: '' };
	const io = {
		stdout: { write: (text: string) => (written.stdout += text) },
		stderr: { write: (text: string) => (written.stderr += text) },
		...{ env, cwd, probeThread: new URL('file:///none') },
	};
	const error: unknown = await deliver(
		run,
		{ reporters: parseReporters(reporters), file },
		io,
	).then(
		() => null,
		(fault: unknown) => fault,
	);
	return { ...written, error };
}
