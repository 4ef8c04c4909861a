import { expect } from 'chai';
import { describe, it } from 'mocha';
import { withComparison } from '../../harness/compare/with-comparison.ts';
import type { Run } from '../../harness/finding.ts';
import { renderJunit } from '../../reports/junit.ts';
import { location } from '../harness/compare/compared-runs.ts';
import { sampleDeviation, sampleFinding, sampleRun } from './sample-run.ts';
import { all, type Element, parseXml } from './strict-xml.ts';

describe('the JUnit report of a run that was compared', () => {
	it('fails for a location that got weaker, which no finding says', () => {
		const target = { url: 'https://a.example/', kind: 'server', address: 'a', limits: [] } as const;
		const surveyed = (access: 'protected' | 'open'): Run =>
			sampleRun([sampleFinding({ target: target.url })], {
				targets: [{ ...target, locations: [location('/admin', access)] }],
			});
		const run = withComparison(surveyed('open'), surveyed('protected'), 'main.json');
		const root = parseXml(renderJunit(run, { color: false }));
		expect(root.attributes).to.include({ tests: '2', failures: '1' });
		const suite = all(root, 'testsuite').find(
			({ attributes }) => attributes['name'] === 'mtls.comparison',
		);
		const [failed] = all(suite as Element, 'testcase');
		expect(failed?.attributes).to.include({
			classname: 'mtls.comparison',
			name: 'location – /admin [https://a.example/]',
		});
		const [failure] = all(failed as Element, 'failure');
		expect(failure?.attributes).to.deep.equal({
			message:
				'https://a.example/admin serves everybody, no certificate needed (location /admin, nginx.conf:7)',
			type: 'weaker',
		});
		expect(failure?.text).to.match(
			/\nbefore: protected\nafter: open\ncompared with: main\.json, /u,
		);
	});

	it('passes what deviates as before, and fails what is weaker and little', () => {
		const low = { id: 'trust/low', severity: 'low', fails: false } as const;
		const run = withComparison(
			sampleRun([sampleDeviation(), sampleDeviation(low)]),
			sampleRun([sampleDeviation(), sampleFinding(low)]),
			'main.json',
		);
		const root = parseXml(renderJunit(run, { color: false }));
		const [before, weaker] = all(root, 'testcase');
		expect(all(before as Element, 'failure')).to.have.lengthOf(0);
		expect(all(before as Element, 'system-out')[0]?.text).to.match(
			/^deviates as it did in the run/u,
		);
		expect(all(weaker as Element, 'failure')).to.have.lengthOf(1);
	});
});
