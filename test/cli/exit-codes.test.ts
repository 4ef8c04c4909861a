/** How the process ends, and which stream says what. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { bundledCli } from '../bundled-cli.ts';
import { keys } from '../harness/lab.ts';
import { startOwn, withServer } from '../harness/own-server.ts';
import { startClosedPort } from '../hostile/before-tls.ts';
import { all, parseXml } from '../reports/strict-xml.ts';
import {
	type CliResult,
	failingIds,
	neutralEnvironment,
	runCli,
	runForReport,
	temporaryFolder,
} from '../run-cli.ts';
import { writeGivenFiles } from './given-files.ts';

const folder = temporaryFolder();
after(() => folder.remove());
const { caFlags } = writeGivenFiles(folder);
const small = [...caFlags, '--only', 'presence', '--only', 'trust/wrong-root'];

describe('exit codes', () => {
	const weak: ServerOptions = { rejectUnauthorized: false };
	const only13: ServerOptions = { minVersion: 'TLSv1.3' };

	it('0: everything planned was tested and conforms', async () => {
		const { code, run } = await against({});
		expect(code).to.equal(0);
		expect(run).to.include({ conclusion: 'conforms', interrupted: false });
		expect(run.summary).to.include({ inconclusive: 0, deviates: 0 });
		expect(run.summary.planned).to.equal(run.summary.conforms).and.to.be.above(0);
	});

	it('1: something deviates that fails', async () => {
		const { code, run } = await against(weak);
		expect(code).to.equal(1);
		expect(run.conclusion).to.equal('deviates');
		expect(failingIds(run)).to.deep.equal(['presence/no-certificate', 'trust/wrong-root']);
	});

	it('0: what deviates does not fail', async () => {
		const flags = [...caFlags, '--only', 'validity/expired', '--fail-on', 'critical'];
		const { code, run } = await against(weak, flags);
		expect(run.summary).to.include({ fails: 0, inconclusive: 0 });
		expect(run.summary.deviates).to.be.above(0);
		expect(code).to.equal(0);
	});

	it('3: the valid control is refused', async () => {
		const ca = certificatesPem([createRoot(keys).certificate]);
		const { code, run } = await against({ ca });
		expect(code).to.equal(3);
		expect(run.summary).to.include({ conforms: 0, deviates: 0 });
	});

	it('3: one version that was asked for is not offered', async () => {
		const { code, run } = await against(only13, [...small, '--tls', '1.2,1.3']);
		expect(code).to.equal(3);
		expect(run.summary.conforms).to.be.above(0);
		expect(run.summary.inconclusive).to.be.above(0);
	});

	it('1 wins over 3', async () => {
		const { code, run } = await against({ ...weak, ...only13 }, [...small, '--tls', '1.2,1.3']);
		expect(run.summary.inconclusive).to.be.above(0);
		expect(run.summary.fails).to.be.above(0);
		expect(run.conclusion).to.equal('deviates');
		expect(code).to.equal(1);
	});

	it('3: nobody listens; JUnit has errors alone, and JSON says inconclusive', async () => {
		const { url } = await startClosedPort();
		const [junit, json] = [folder.path('closed.xml'), folder.path('closed.json')];
		const reporters = ['--reporter', `junit=${junit}`, '--reporter', `json=${json}`];
		const { code, stdout } = await runCli([url, ...small, ...reporters]);
		expect(code).to.equal(3);
		expect(stdout).to.contain('ECONNREFUSED').and.to.contain('(exit 3)');
		const run = parseReport(readFileSync(json, 'utf8'));
		expect(run.conclusion).to.equal('inconclusive');
		expect(new Set(run.findings.map(({ outcome }) => outcome))).to.deep.equal(
			new Set(['inconclusive']),
		);
		const report = parseXml(readFileSync(junit, 'utf8'));
		expect(all(report, 'error')).to.have.lengthOf(run.findings.length);
		expect(all(report, 'testcase')).to.have.lengthOf(run.findings.length);
		expect(all(report, 'failure')).to.have.lengthOf(0);
		expect(report.attributes).to.include({ errors: String(run.findings.length) });
	});

	it('2: a report cannot be written; what was found is shown all the same', async () => {
		const path = `${folder.write('a-file', '')}/junit.xml`;
		const { code, stdout, stderr } = await shown({}, ['--reporter', `junit=${path}`]);
		expect(code).to.equal(2);
		expect(stdout).to.contain('conforms: everything planned');
		const [trust, line, hint, ...more] = stderr.trimEnd().split('\n');
		expect(trust).to.match(/^trust anchors for the target: /u);
		expect(line)
			.to.contain(path)
			.and.to.match(/^mtls-gauntlet: .*ENOTDIR/u);
		expect(hint).to.match(/^hint: /u);
		expect(more).to.deep.equal([]);
	});

	it('are all documented by --help', async () => {
		const { code, stdout, stderr } = await runCli(['--help']);
		const documented = [...stdout.matchAll(/^ {2}(\d+) {2,}\S/gmu)].map(([, it]) => it);
		expect(documented).to.deep.equal(['0', '1', '2', '3', '130']);
		expect(stderr).to.equal('');
		expect(code).to.equal(0);
	});

	it('--version says the version of the package', async () => {
		const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
		const { version } = JSON.parse(text) as { version: string };
		expect(await runCli(['--version'])).to.deep.equal({
			code: 0,
			stdout: `${version}\n`,
			stderr: '',
		});
	});
});

describe('stdout and stderr', () => {
	const result = 'conforms: everything planned was tested';

	it('json=- leaves stdout to the JSON, and the terminal goes to stderr', async () => {
		const { stdout, stderr } = await shown({}, ['--reporter', 'json=-']);
		expect(stdout)
			.to.match(/^\{\n/u)
			.and.to.match(/\n\}\n$/u);
		expect(parseReport(stdout).conclusion).to.equal('conforms');
		expect(stderr).to.contain(result);
	});

	it('reports in files never silence the terminal', async () => {
		const [junit, json] = [folder.path('beside.xml'), folder.path('beside.json')];
		const reporters = ['--reporter', `junit=${junit},json=${json}`];
		const { stdout, stderr } = await shown({}, reporters);
		expect(stdout).to.contain(result);
		expect(stderr).to.not.contain(result);
		expect(all(parseXml(readFileSync(junit, 'utf8')), 'testcase')).to.have.lengthOf(
			parseReport(readFileSync(json, 'utf8')).findings.length,
		);
	});

	it('a pipe gets no colour, FORCE_COLOR asks for it, NO_COLOR wins', async () => {
		const escape = '\u001b[';
		const [pipe, forced, both] = await Promise.all([
			shown({}),
			shown({}, [], { FORCE_COLOR: '1' }),
			shown({}, [], { FORCE_COLOR: '1', NO_COLOR: '1' }),
		]);
		expect(pipe.stdout + pipe.stderr).to.not.contain(escape);
		expect(forced.stdout).to.contain(escape);
		expect(both.stdout + both.stderr).to.not.contain(escape);
		const colors = new RegExp(String.raw`\u001b\[\d+m`, 'gu');
		expect(withoutTimes(forced.stdout.replaceAll(colors, ''))).to.have.lengthOf(
			withoutTimes(pipe.stdout).length,
		);
	});

	it('a reader that goes away early changes nothing', async () => {
		const { code, stdout, stderr } = await withServer(startOwn(), ({ url }) =>
			// Far more than a pipe holds, so that the rest meets a closed end.
			throughHead([url, ...caFlags, '--only', 'control,path,trust', '--reporter', 'json=-']),
		);
		expect(stdout).to.equal('{\n');
		expect(stderr)
			.to.contain(result)
			.and.to.match(/^exit 0$/mu);
		expect(stderr).to.not.match(/EPIPE|^\s+at |fault of the harness/mu);
		expect(code).to.equal(0);
	});
});

function against(
	server: ServerOptions,
	flags: readonly string[] = small,
): ReturnType<typeof runForReport> {
	return withServer(startOwn(server), ({ url }) => runForReport([url, ...flags]));
}

function shown(
	server: ServerOptions,
	flags: readonly string[] = [],
	env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
	return withServer(startOwn(server), ({ url }) => runCli([url, ...small, ...flags], { env }));
}

/** `mtls-gauntlet … | head -1`; the exit code of the CLI stands on stderr. */
async function throughHead(args: readonly string[]): Promise<CliResult> {
	const script = '{ "$@"; echo "exit $?" >&2; } | head -n 1';
	const child = spawn('sh', ['-c', script, 'sh', process.execPath, await bundledCli(), ...args], {
		env: neutralEnvironment(),
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let [stdout, stderr] = ['', ''];
	child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
	const [code] = (await once(child, 'close')) as [number | null];
	return { code, stdout, stderr };
}

function withoutTimes(text: string): string {
	return text.replaceAll(/\d+/gu, '');
}
