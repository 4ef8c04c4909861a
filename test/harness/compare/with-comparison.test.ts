import { expect } from 'chai';
import { describe, it } from 'mocha';
import { withComparison, withoutComparison } from '../../../harness/compare/with-comparison.ts';
import { exitCode } from '../../../harness/conclude.ts';
import type { Finding, Run } from '../../../harness/finding.ts';
import { rejudge } from '../../../harness/rejudge.ts';
import { renderJson } from '../../../reports/json.ts';
import { parseReport } from '../../../reports/parse-report.ts';
import {
	sampleDeviation,
	sampleFinding,
	sampleRun,
	sampleSilence,
	sampleSkip,
} from '../../reports/sample-run.ts';
import { api, at, location, surveyedRun } from './compared-runs.ts';

describe('a run that was compared', () => {
	const thresholds = { failOn: 'medium', strictAlerts: false } as const;
	const weak = sampleDeviation({ id: 'trust/weak' });
	const sound = sampleFinding({ id: 'trust/sound' });

	it('does not fail for what was so before, and still shows it as a deviation', () => {
		const run = compared([weak, sound], [weak, sound]);
		expect(exitCode(run)).to.equal(0);
		expect(run.conclusion).to.equal('conforms');
		expect(run.summary).to.include({ deviates: 1, fails: 0 });
		expect(run.findings[0]).to.deep.include({
			outcome: 'deviates',
			fails: false,
			standing: { kind: 'as-before', alone: true },
		});
	});

	it('does so where the deviation is seen on one more TLS version', () => {
		const both = [weak, sampleDeviation({ id: 'trust/weak', tls: 'TLSv1.2' })];
		expect(exitCode(compared([weak], both))).to.equal(0);
		expect(exitCode(compared([sampleFinding({ id: 'trust/weak' })], both))).to.equal(1);
	});

	it('fails for what got weaker, also where it is too little to fail alone', () => {
		const low = { id: 'trust/sound', severity: 'low', fails: false } as const;
		const run = compared([weak, sound], [weak, sampleDeviation(low)]);
		expect(exitCode(run)).to.equal(1);
		expect(run.summary.fails).to.equal(1);
		expect(run.findings[1]).to.deep.include({
			fails: true,
			standing: { kind: 'weaker', alone: false },
		});
	});

	it('fails for a location that became open, though no finding fails', () => {
		const here = sampleFinding(at(api));
		const was = surveyedRun([here], [location('/admin', 'protected')]);
		const is = surveyedRun([here], [location('/admin', 'open')]);
		expect(exitCode(withComparison(is, was))).to.equal(1);
		expect(exitCode(withComparison(was, is))).to.equal(0);
	});

	it('fails for a sound credential that is refused now, and for a target that is new', () => {
		const good = { id: 'path/a', expected: 'accept', verdict: 'accept', status: 200 } as const;
		const refused = sampleDeviation({ ...good, verdict: 'reject', status: 400 });
		expect(exitCode(compared([sampleFinding(good)], [refused]))).to.equal(1);
		const fresh = sampleDeviation({ id: 'trust/sound', ...at(api) });
		expect(exitCode(compared([sound], [sound, fresh]))).to.equal(1);
	});

	it('does not fail for a variant that the base does not have', () => {
		const run = compared([sound], [sound, weak]);
		expect(exitCode(run)).to.equal(0);
		expect(run.comparison?.notCompared).to.equal(1);
		expect(run.findings[1]?.standing).to.deep.equal({ kind: 'not-comparable', alone: true });
	});

	it('is inconclusive as ever', () => {
		const silent = sampleSilence({ id: 'trust/sound' });
		expect(exitCode(compared([weak, sound], [weak, silent]))).to.equal(3);
	});

	it('lets a waiver that ended fail', () => {
		const waived: Finding = { ...weak, outcome: 'waived', fails: false };
		expect(exitCode(compared([waived], [weak]))).to.equal(1);
	});

	it('judges the same when it is saved and judged again', () => {
		for (const [base, now] of [
			[
				[weak, sound],
				[weak, sampleDeviation({ id: 'trust/sound', severity: 'low', fails: false })],
			],
			[
				[weak, sound],
				[weak, sound],
			],
		] as const) {
			const run = compared(base, now);
			const again = parseReport(renderJson(run));
			expect(again).to.deep.equal(run);
			expect(rejudge(again, thresholds).summary).to.deep.equal(run.summary);
			expect(rejudge(again, thresholds).conclusion).to.equal(run.conclusion);
		}
	});

	it('can be compared again, and be a base itself', () => {
		const run = compared([weak, sound], [weak, sound]);
		expect(withComparison(run, run, 'base.json')).to.deep.equal(run);
		expect(withoutComparison(run)).to.deep.equal(sampleRun([weak, sound]));
	});

	it('is no part with nothing to do, which alone is green', () => {
		const shard = { index: 1, count: 2, plan: 'p', failOn: 'medium' } as const;
		const idle = rejudge(sampleRun([sampleSkip()], { shard }), thresholds);
		expect(idle.conclusion).to.equal('conforms');
		const busy = sampleRun([sound], { shard });
		expect(withComparison(idle, busy, 'base.json').conclusion).to.equal('inconclusive');
	});

	it('names a base that nothing can be held against', () => {
		const now = sampleRun([sound]);
		const cut = sampleRun([sound], { interrupted: true });
		expect(() => withComparison(now, cut, 'b.json')).to.throw(
			Error,
			/^b\.json: that run was interrupted$/u,
		);
		const silent = sampleRun([sampleSilence()]);
		expect(() => withComparison(now, silent, 'b.json')).to.throw(
			Error,
			/^b\.json: that run found out nothing$/u,
		);
		const shard = { index: 1, count: 2, plan: 'p', failOn: 'medium' } as const;
		expect(() => withComparison(sampleRun([sound], { shard }), now, 'b.json')).to.throw(
			Error,
			/^b\.json: that is a whole run, and this is shard 1\/2 of one$/u,
		);
	});
});

function compared(base: readonly Finding[], now: readonly Finding[]): Run {
	return withComparison(sampleRun(now), sampleRun(base), 'base.json');
}
