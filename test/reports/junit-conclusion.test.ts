import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Run } from '../../harness/finding.ts';
import { renderJunit } from '../../reports/junit.ts';
import { sampleRun, sampleSilence, sampleSkip } from './sample-run.ts';
import { all, type Element, parseXml } from './strict-xml.ts';

describe('the JUnit report of a run without a conclusion', () => {
	it('has an error for a run that tested nothing', () => {
		const changes: Partial<Run> = { conclusion: 'inconclusive' };
		for (const findings of [[], [sampleSkip()]]) {
			const root = junit(sampleRun(findings, changes));
			expect(all(root, 'error').map(({ text }) => text)).to.deep.equal([
				'nothing that was planned could be tested',
			]);
			expect(root.attributes).to.include({ errors: '1', tests: String(findings.length + 1) });
		}
		expect(all(junit(sampleRun([sampleSilence()], changes)), 'error')).to.have.lengthOf(1);
	});
});

function junit(run: Run): Element {
	return parseXml(renderJunit(run, { color: false }));
}
