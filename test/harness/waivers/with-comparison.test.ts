import { expect } from 'chai';
import { describe, it } from 'mocha';
import { withComparison } from '../../../harness/compare/with-comparison.ts';
import { exitCode } from '../../../harness/conclude.ts';
import type { Finding, Run } from '../../../harness/finding.ts';
import type { GivenWaivers } from '../../../harness/waivers/waiver.ts';
import { unwaived, withWaivers } from '../../../harness/waivers/with-waivers.ts';
import { renderTerminal } from '../../../reports/terminal.ts';
import { onBoth } from '../compare/compared-runs.ts';
import { sampleDeviation, sampleFinding, sampleRun } from '../../reports/sample-run.ts';
import { ofFile, sampleFile } from './sample-waiver.ts';

const strong = sampleRun(onBoth(sampleFinding));
const weak = sampleRun(onBoth(sampleDeviation));

/** As the command line does it: waivers first, then what changed. */
function compared(now: Run, file: GivenWaivers, base: Run): Run {
	return withComparison(withWaivers(now, file, 'medium'), base, 'base.json');
}

function changes(run: Run): readonly unknown[] {
	return (run.comparison?.changes ?? []).map(({ kind, says, failing, tls }) => [
		...[kind, says.replace(/.* \((?=waived)/u, '('), failing],
		tls.length,
	]);
}

describe('a compared run with waivers', () => {
	it('does not fail for what got weaker and is waived', () => {
		const run = compared(weak, sampleFile({}), strong);
		expect(changes(run)).to.deep.equal([['other', '(waived)', false, 2]]);
		expect(exitCode(run)).to.equal(0);
		expect(run.summary).to.include({ waived: 2, fails: 0 });
	});

	it('fails for what got weaker where it is not waived', () => {
		const run = compared(weak, sampleFile({ tls: 'TLSv1.2' }), strong);
		expect(run.comparison?.changes.map(({ kind, tls }) => [kind, tls.join()])).to.deep.equal([
			['weaker', 'TLSv1.3'],
			['other', 'TLSv1.2'],
		]);
		expect(exitCode(run)).to.equal(1);
	});

	it('waives a check that no longer holds', () => {
		const check = { id: 'server-identity/expired', expected: 'accept', observation: null } as const;
		const now = sampleDeviation({ ...check, verdict: 'reject', layer: 'tls', status: null });
		const base = sampleRun([sampleFinding({ ...check, verdict: 'accept' })]);
		expect(exitCode(withComparison(sampleRun([now]), base))).to.equal(1);
		expect(exitCode(compared(sampleRun([now]), sampleFile({ id: check.id }), base))).to.equal(0);
	});

	it('shows a waiver that ended, also where the base deviated in the same way', () => {
		const file = sampleFile({ expires: '2026-11-20' });
		for (const base of [weak, withWaivers(weak, sampleFile({}), 'medium')]) {
			const run = compared(weak, file, base);
			expect(ofFile(run)).to.deep.equal(['waiver/expired entry 1: validity/expired']);
			expect(exitCode(run)).to.equal(1);
		}
		const text = renderTerminal(compared(weak, file, weak), { color: false });
		expect(text).to.include('entries of the waivers file have to be looked at');
	});

	it('does not count what is wrong with a file among the variants', () => {
		const file = sampleFile({ id: 'validty/expird' });
		const base = withWaivers(weak, file, 'medium');
		const run = compared(weak, file, base);
		expect(run.comparison).to.deep.include({ notCompared: 0, changes: [] });
		expect(ofFile(run)).to.have.lengthOf(1);
		expect(exitCode(run)).to.equal(1);
	});

	it('can be judged with other waivers without the base', () => {
		const plain = withComparison(weak, strong, 'base.json');
		const some = withWaivers(plain, sampleFile({ tls: 'TLSv1.2' }), 'medium');
		expect(changes(some).map((it) => (it as unknown[])[0])).to.deep.equal(['weaker', 'other']);
		expect(exitCode(some)).to.equal(1);
		const all = withWaivers(some, sampleFile({}), 'medium');
		expect(exitCode(all)).to.equal(0);
		const back = unwaived(all, 'medium');
		expect(
			back.comparison?.changes.every(({ kind, failing }) => kind === 'weaker' && failing),
		).to.equal(true);
		expect(exitCode(back)).to.equal(1);
		const compare = (findings: readonly Finding[]): readonly unknown[] =>
			findings.map(({ outcome, fails, standing }) => [outcome, fails, standing]);
		expect(compare(back.findings)).to.deep.equal(compare(plain.findings));
		const other = compared(weak, sampleFile({}), strong);
		expect(compare(unwaived(other, 'medium').findings)).to.deep.equal(compare(plain.findings));
	});
});
