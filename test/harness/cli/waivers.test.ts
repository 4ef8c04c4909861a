/** `report --waivers`: what needs no connection. */
import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { runProgram } from '../../../harness/cli/program.ts';
import type { Run } from '../../../harness/finding.ts';
import { renderJson } from '../../../reports/json.ts';
import { sampleDeviation, sampleFinding, sampleRun } from '../../reports/sample-run.ts';
import { temporaryFolder } from '../../run-cli.ts';

describe('report --waivers', () => {
	const folder = temporaryFolder();
	after(() => folder.remove());

	const saved = (name: string, run: Run): string => {
		folder.write(name, renderJson(run));
		return name;
	};
	const weak = sampleDeviation();
	const run = saved('run.json', sampleRun([weak, sampleFinding({ id: 'trust/self-signed' })]));
	const entry = (more: string): string => `{ id: validity/*, reason: old fleet, ${more} }`;
	const file = (name: string, ...entries: readonly string[]): readonly string[] => {
		folder.write(name, entries.map((it) => `- ${it}\n`).join(''));
		return ['--waivers', name];
	};
	const holds = file(
		'holds.yaml',
		'{ id: validity/expired, reason: old fleet, expires: 2026-11-21 }',
	);

	it('judges a saved run again, in every report', async () => {
		expect((await report([run])).code).to.equal(1);
		const out = ['junit=out.xml', 'markdown=out.md', 'json=out.json'].map((it) => {
			const [kind, name = ''] = it.split('=');
			return `${kind}=${folder.path(name)}`;
		});
		const { code, stdout } = await report([run, ...holds, '--reporter', out.join(',')]);
		expect(code).to.equal(0);
		const told = 'old fleet (until 2026-11-21, its last day; entry 1 of holds.yaml)';
		expect(stdout).to.include(`waived\n  ~ ${told}\n      validity/expired\n`);
		expect(stdout).to.include('1 waived');
		const read = (name: string): string => readFileSync(folder.path(name), 'utf8');
		expect(read('out.xml')).to.include(`<property name="waiver" value="${told}"/>`);
		expect(read('out.xml')).to.include(`<system-out><![CDATA[waived: ${told}`);
		expect(read('out.xml')).to.not.include('<failure');
		expect(read('out.md')).to.include(`### Waived\n\n- ${told}: <code>validity/expired</code>`);
		expect(read('out.md')).to.include('| waived |');
		const again = await report(['out.json']);
		expect(again).to.deep.include({ code: 0, stdout });
		expect((await report(['out.json', ...file('none.yaml')])).code).to.equal(1);
	});

	it('says of which entries nothing is known', async () => {
		const some = file(
			'some.yaml',
			entry('expires: 2027-01-01'),
			'{ id: path/*, reason: a, expires: 2027-01-01 }',
		);
		const { code, stdout } = await report([run, ...some]);
		expect(code).to.equal(0);
		expect(stdout).to.include('    not known whether still needed: 2 (path/*)\n');
	});

	it('fails for an entry that ended, covers nothing or pins something else', async () => {
		for (const [more, id] of [
			['expires: 2026-11-20', 'expired'],
			['expires: 2027-01-01, tls: 1.3, observed: { status: 204 }', 'changed'],
		] as const) {
			const { code, stdout } = await report([run, ...file('w.yaml', entry(more))]);
			expect(code, id).to.equal(1);
			expect(stdout, id).to.match(
				new RegExp(`✗ waiver/${id} {2}entry 1: validity/\\* {2}medium, MUST`, 'u'),
			);
		}
		const unused = '{ id: trust/self-signed, reason: gone, expires: 2027-01-01 }';
		const { code, stdout } = await report([
			run,
			...file('w.yaml', entry('expires: 2027-01-01'), unused),
		]);
		expect(code).to.equal(1);
		expect(stdout).to.include(
			'deviates: entries of the waivers file have to be looked at; nothing else fails',
		);
		const lenient = await report([run, '--waivers', 'w.yaml', '--fail-on', 'high']);
		expect(lenient.code).to.equal(0);
		expect(lenient.stdout).to.include(
			'  ! waiver/unused entry 2: trust/self-signed  (medium): a waiver',
		);
	});

	it('goes with --compare', async () => {
		const base = saved('base.json', sampleRun([sampleFinding()]));
		expect((await report([run, '--compare', base])).code).to.equal(1);
		const { code, stdout } = await report([run, '--compare', base, ...holds]);
		expect(code).to.equal(0);
		expect(stdout).to.include('(waived)').and.include('nothing got weaker that is not waived');
		const over = file('over.yaml', entry('expires: 2026-11-20'));
		expect((await report([run, '--compare', run, ...over])).code).to.equal(1);
	});

	it('writes the file of a saved run', async () => {
		const path = folder.path('made.json');
		const flags = ['--waivers', path, '--update-waivers'];
		const made = await report([run, ...flags]);
		expect(made.code).to.equal(0);
		expect(made.stderr).to.match(
			/^made\.json: one new entry, until \d{4}-\d\d-\d\d: validity\/expired;/u,
		);
		const text = readFileSync(path, 'utf8');
		expect(JSON.parse(text)).to.have.lengthOf(1);
		expect((await report([run, ...flags])).stderr).to.equal(
			'made.json: no entry had to be written\n',
		);
		expect(readFileSync(path, 'utf8')).to.equal(text);
	});

	it('exits 2 for what cannot be used, and writes no waivers', async () => {
		const cut = saved('cut.json', sampleRun([weak], { interrupted: true }));
		const shard = { index: 1, count: 2, plan: 'a', failOn: 'medium' } as const;
		const part = saved('part.json', sampleRun([weak], { shard }));
		const update = ['--waivers', 'new.yaml', '--update-waivers'];
		folder.write('typo.yaml', '- id: validity/expired\n  reason: a\n  expire: 2026-12-24\n');
		for (const [flags, message] of [
			[
				[run, '--waivers', 'typo.yaml'],
				/entry 1, line 1: unknown key "expire"\nhint: did you mean expires\?/u,
			],
			[[run, '--waivers', 'gone.yaml'], /--waivers gone\.yaml: no such file\n/u],
			[
				[run, '--update-waivers'],
				/--update-waivers: no file to write\nhint: --waivers waivers\.yaml\n/u,
			],
			[[cut, ...update], /nothing was written: the run was interrupted\n/u],
			[[part, ...update], /nothing was written: a shard is a part of a run\n/u],
		] as const) {
			const { code, stderr } = await report(flags);
			expect(stderr).to.match(message);
			expect(code, stderr).to.equal(2);
		}
		expect(existsSync(folder.path('new.yaml'))).to.equal(false);
	});

	it('is explained, and not listed', async () => {
		for (const id of ['expired', 'unused', 'changed']) {
			const { code, stdout } = await cli(['explain', `waiver/${id}`]);
			expect({ code, id: stdout.split('\n')[0] }).to.deep.equal({ code: 0, id: `waiver/${id}` });
			expect(stdout).to.match(/^fix /mu);
		}
		expect((await cli(['list'])).stdout).to.not.include('waiver/');
	});

	const report = (args: readonly string[]) => cli(['report', ...args]);

	async function cli(args: readonly string[]): Promise<{
		readonly code: number;
		readonly stdout: string;
		readonly stderr: string;
	}> {
		const out = { stdout: '', stderr: '' };
		const code = await runProgram(args, {
			stdout: { write: (text) => (out.stdout += text) },
			stderr: { write: (text) => (out.stderr += text) },
			...{ env: {}, cwd: folder.path(''), probeThread: new URL('file:///none') },
		});
		return { code, ...out };
	}
});
