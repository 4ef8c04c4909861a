import { expect } from 'chai';
import { describe, it } from 'mocha';
import { withComparison } from '../../harness/compare/with-comparison.ts';
import type { Finding, Run } from '../../harness/finding.ts';
import { renderGithub } from '../../reports/github.ts';
import type { ReportOptions } from '../../reports/reporter.ts';
import { renderTerminal } from '../../reports/terminal.ts';
import { location } from '../harness/compare/compared-runs.ts';
import { readWorkflowCommands, type WorkflowCommand } from './read-workflow-commands.ts';
import {
	hostile,
	sampleDeviation,
	sampleFinding,
	sampleRun,
	sampleSilence,
	sampleSkip,
} from './sample-run.ts';

describe('the annotations of GitHub Actions', () => {
	it('are errors for what fails, with the place, the rule and the fix', () => {
		const run = sampleRun([sampleDeviation(), sampleDeviation({ tls: 'TLSv1.2' })]);
		expect(annotations(run, { file: 'deploy/a, b: 100%.yaml' })).to.deep.equal([
			{
				name: 'error',
				properties: {
					file: 'deploy/a, b: 100%.yaml',
					line: '1',
					title: 'mTLS high: end-entity certificate expired an hour ago (validity/expired)',
				},
				data: [
					'accepted with HTTP 200, expected a rejection',
					'where: TLS 1.2, 1.3 · / · https://localhost:8443/',
					'expected: reject (MUST)',
					'observed: accept: HTTP 200',
					'fix: verify client certificates: ssl_verify_client on',
				].join('\n'),
			},
		]);
	});

	it('are warnings for what does not fail, and none for what conforms, was skipped or is waived', () => {
		const waiver = { entry: 1, id: '*', reason: 'known', expires: '2027-01-31' };
		const run = sampleRun([
			sampleFinding({ id: 'trust/a' }),
			sampleSkip({ id: 'trust/b' }),
			sampleDeviation({ id: 'trust/c', outcome: 'waived', fails: false, waiver }),
			sampleDeviation({ fails: false, severity: 'low' }),
		]);
		expect(annotations(run).map(({ name }) => name)).to.deep.equal(['warning']);
		expect(annotations(sampleRun([sampleFinding()]))).to.deep.equal([]);
	});

	it('are one error for what could not be concluded alike', () => {
		const run = sampleRun(['trust/a', 'trust/b'].map((id) => sampleSilence({ id })));
		const [only, ...others] = annotations(run);
		expect(only).to.include({ name: 'error' });
		expect(only?.data).to.include('no answer within 5 s').and.to.include('of: trust/a, trust/b');
		expect(others).to.deep.equal([]);
	});

	it('say that nothing was tested, or that the run was interrupted', () => {
		const [nothing] = annotations(sampleRun([sampleSkip()], { conclusion: 'inconclusive' }));
		expect(nothing).to.include({ name: 'error', data: 'nothing that was planned could be tested' });
		const [interrupted] = annotations(sampleRun([sampleFinding()], { interrupted: true }));
		expect(interrupted?.data).to.include('was interrupted');
	});

	it('say what got weaker without a finding', () => {
		const base = sampleRun([sampleFinding()], at('/old', 'protected'));
		const now = sampleRun([sampleFinding()], at('/old', 'open'));
		const [only] = annotations(withComparison(now, base), { file: 'nginx.conf' });
		expect(only?.properties).to.deep.include({ file: 'nginx.conf', line: '7' });
		expect(only?.data).to.include('/old');
	});

	it('stand in the waivers file for what is wrong with a waiver', () => {
		const expired = sampleDeviation({ id: 'waiver/expired', instance: 'entry 1: *', tls: null });
		const run = sampleRun([expired], { waivers: { file: 'waivers.yaml', entries: [] } });
		const [only] = annotations(run, { file: 'deploy/mtls.yaml', folder: 'deploy' });
		expect(only?.properties).to.deep.include({ file: 'deploy/waivers.yaml', line: '1' });
		expect(only?.data).to.include('where: entry 1: *');
	});

	it('are ten of a kind, the worst first, and the others are counted', () => {
		const run = sampleRun([
			...many(14, { severity: 'high' }),
			sampleDeviation({ id: 'trust/worst', severity: 'critical' }),
			...many(11, { severity: 'low', fails: false, family: 'route' }),
		]);
		const all = annotations(run);
		const names = all.map(({ name }) => name);
		expect(names.filter((name) => name === 'error')).to.have.lengthOf(10);
		expect(names.filter((name) => name === 'warning')).to.have.lengthOf(10);
		expect(all[0]?.properties['title']).to.include('trust/worst');
		expect(all.at(-1)).to.include({ name: 'notice' });
		expect(all.at(-1)?.data).to.match(/^5 more errors and 1 more warnings/u);
	});

	for (const [name, whole] of Object.entries({
		...hostile,
		commands: '\n::add-mask::secret\n::stop-commands::x\n ::ERROR title=x::y\r::set-env name=A::b',
		brackets: 'a ##[set-output name=x]y ##[stop-commands]z ##vso[task.complete]',
		inline: '::error::x',
		escapes: '%0A::error::x %250A %0D::stop-commands::x',
	})) {
		it(`are those of the run alone, whatever a target says: ${name}`, () => {
			const text = whole.slice(0, 5000);
			const said: Partial<Finding> = {
				...{ title: text, message: text, reason: text, path: text, instance: text, code: text },
				...{ fix: text, target: text, servername: text, observation: null },
			};
			const run = sampleRun(
				[
					sampleDeviation(said),
					sampleFinding({ ...said, id: 'trust/a' }),
					sampleSilence({ ...said, id: 'trust/b' }),
				],
				{ hints: [text], targets: [{ url: text, kind: 'server', address: text, limits: [text] }] },
			);
			// Both stand in one log.
			const options = { color: false, file: text.slice(0, 200) };
			const log = renderTerminal(run, options) + renderGithub(run, options);
			const obeyed = readWorkflowCommands(log);
			expect(obeyed.map((it) => it.name)).to.deep.equal(['error', 'error']);
			for (const { data, properties } of obeyed) {
				expect(Object.keys(properties)).to.deep.equal(['file', 'line', 'title']);
				expect(data.split('\n').length).to.be.below(8);
			}
		});
	}
});

function annotations(run: Run, options: Partial<ReportOptions> = {}): readonly WorkflowCommand[] {
	const log = renderGithub(run, { color: false, ...options });
	const commands = readWorkflowCommands(log);
	expect(commands).to.have.lengthOf(log.split('\n').length - 1);
	return commands;
}

function many(count: number, changes: Partial<Finding>): readonly Finding[] {
	const family = changes.family ?? 'trust';
	return Array.from({ length: count }, (_, index) =>
		sampleDeviation({ ...changes, id: `${family}/n${index}` }),
	);
}

function at(path: string, access: 'protected' | 'open'): Partial<Run> {
	const url = 'https://localhost:8443/';
	const tested = access === 'protected';
	const locations = [{ ...location(path, access), tested }];
	return { targets: [{ url, kind: 'server', address: '127.0.0.1:8443', limits: [], locations }] };
}
