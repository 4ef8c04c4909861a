import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { runProgram } from '../../../harness/cli/program.ts';
import type { Run } from '../../../harness/finding.ts';
import { renderJson } from '../../../reports/json.ts';
import { sampleDeviation, sampleFinding, sampleRun } from '../../reports/sample-run.ts';

describe('report --compare', () => {
	const folder = mkdtempSync(join(tmpdir(), 'mtls-gauntlet-report-'));
	after(() => rmSync(folder, { recursive: true }));

	const saved = (name: string, run: Run): string => {
		writeFileSync(join(folder, name), renderJson(run));
		return name;
	};
	const old = sampleDeviation({ id: 'trust/old' });
	const base = saved('base.json', sampleRun([sampleFinding(), old]));
	const weaker = saved('weaker.json', sampleRun([sampleDeviation(), old]));

	it('exits 1 for what got weaker, and writes the comment', async () => {
		const [md, json] = [join(folder, 'comment.md'), join(folder, 'out.json')];
		const flags = ['--compare', base, '--reporter', `markdown=${md},json=${json}`];
		const { code, stdout } = await report([weaker, ...flags]);
		expect(code).to.equal(1);
		expect(stdout).to.include('changes since base.json, made ');
		expect(stdout).to.include('lets in: end-entity certificate expired an hour ago');
		const comment = readFileSync(md, 'utf8');
		expect(comment).to.include('⛔ weaker | lets in: end-entity certificate');
		const again = await report([json]);
		expect(again.code).to.equal(1);
		expect(again.stdout).to.equal(stdout);
	});

	it('exits 0 for what deviates as before', async () => {
		const { code, stdout } = await report([base, '--compare', base]);
		expect(code).to.equal(0);
		expect(stdout).to.match(/nothing got weaker; 1 variant fails as before \(exit 0\)\n$/u);
		expect((await report([base])).code).to.equal(1);
	});

	it('reads what a lab of many locations writes', async () => {
		writeFileSync(
			join(folder, 'large.json'),
			renderJson(sampleRun([sampleFinding()])) + '\n'.repeat(32 * 2 ** 20),
		);
		expect((await report(['large.json', '--compare', 'large.json'])).code).to.equal(0);
	});

	it('exits 2 for a base that nothing can be held against', async () => {
		const cut = saved('cut.json', sampleRun([sampleFinding()], { interrupted: true }));
		for (const [name, message] of [
			[cut, /^mtls-gauntlet: cut\.json: that run was interrupted\nhint: [^\n]+\n$/u],
			['none.json', /^mtls-gauntlet: --compare none\.json: no such file\nhint: [^\n]+\n$/u],
		] as const) {
			const { code, stdout, stderr } = await report([weaker, '--compare', name]);
			expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
			expect(stderr).to.match(message);
		}
	});

	async function report(args: readonly string[]): Promise<{
		readonly code: number;
		readonly stdout: string;
		readonly stderr: string;
	}> {
		const out = { stdout: '', stderr: '' };
		const code = await runProgram(['report', ...args], {
			stdout: { write: (text) => (out.stdout += text) },
			stderr: { write: (text) => (out.stderr += text) },
			...{ env: {}, cwd: folder, probeThread: new URL('file:///none') },
		});
		return { code, ...out };
	}
});
