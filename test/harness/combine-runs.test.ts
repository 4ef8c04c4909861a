import { expect } from 'chai';
import { describe, it } from 'mocha';
import { combineRuns } from '../../harness/combine-runs.ts';
import { sampleDeviation, sampleFinding, sampleRun } from '../reports/sample-run.ts';

describe('runs against parts of one system', () => {
	const target = (url: string, limits: readonly string[] = []) => ({
		url,
		kind: 'server' as const,
		address: '127.0.0.1:1',
		limits,
	});

	it('have the findings of all, counted anew', () => {
		const one = sampleRun([sampleFinding({ target: 'https://a/' })], {
			targets: [target('https://a/')],
		});
		const two = sampleRun([sampleDeviation({ target: 'https://b/' })], {
			targets: [target('https://b/')],
		});
		const { findings, summary, conclusion, targets } = combineRuns([one, two]);
		expect(findings).to.have.lengthOf(2);
		expect(summary).to.include({ planned: 2, conforms: 1, deviates: 1, fails: 1 });
		expect(conclusion).to.equal('deviates');
		expect(targets.map(({ url }) => url)).to.deep.equal(['https://a/', 'https://b/']);
	});

	it('keep the worse finding where two are about the same', () => {
		const same = { id: 'a/one', target: 'https://a/', path: '/' };
		const green = sampleRun([sampleFinding(same)]);
		const red = sampleRun([sampleDeviation(same)]);
		for (const runs of [
			[green, red],
			[red, green],
		]) {
			expect(combineRuns(runs).findings.map(({ outcome }) => outcome)).to.deep.equal(['deviates']);
		}
	});

	it('name a target once, with the limits that any of them met', () => {
		const one = sampleRun([], { targets: [target('https://a/', ['x'])] });
		const two = sampleRun([], { targets: [target('https://a/', ['y', 'x'])] });
		expect(combineRuns([one, two]).targets).to.deep.equal([target('https://a/', ['x', 'y'])]);
	});

	it('are interrupted when one was', () => {
		const whole = sampleRun([sampleFinding()]);
		expect(combineRuns([whole, { ...whole, interrupted: true }]).interrupted).to.equal(true);
	});
});
