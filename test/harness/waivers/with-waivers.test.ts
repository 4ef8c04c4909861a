import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Severity } from '../../../fixtures/variant.ts';
import { exitCode } from '../../../harness/conclude.ts';
import type { Finding, Run } from '../../../harness/finding.ts';
import { rejudge } from '../../../harness/rejudge.ts';
import type { Waiver } from '../../../harness/waivers/waiver.ts';
import { unwaived, withWaivers } from '../../../harness/waivers/with-waivers.ts';
import { renderJson } from '../../../reports/json.ts';
import { parseReport } from '../../../reports/parse-report.ts';
import { onBoth } from '../compare/compared-runs.ts';
import {
	sampleDeviation,
	sampleFinding,
	sampleRun,
	sampleSilence,
	sampleSkip,
} from '../../reports/sample-run.ts';
import { ofFile, sampleFile } from './sample-waiver.ts';

function judged(
	findings: readonly Finding[],
	entries: readonly Partial<Waiver>[],
	{ failOn = 'medium', ...changes }: Partial<Run> & { readonly failOn?: Severity } = {},
): Run {
	return withWaivers(sampleRun(findings, changes), sampleFile(...entries), failOn);
}

describe('a run with waivers', () => {
	it('lets a deviation pass, and shows it with its entry', () => {
		const run = judged(onBoth(sampleDeviation), [{}]);
		expect(run.summary).to.include({ planned: 2, deviates: 0, waived: 2, fails: 0 });
		expect(exitCode(run)).to.equal(0);
		for (const finding of run.findings) {
			expect(finding).to.include({ outcome: 'waived', fails: false, verdict: 'accept' });
			expect(finding.message).to.equal('accepted with HTTP 200, expected a rejection');
			expect(finding.waiver).to.deep.equal({
				...{ entry: 1, id: 'validity/expired' },
				...{ reason: 'the old fleet (OPS-12)', expires: '2026-12-24' },
			});
		}
		expect(run.waivers?.entries[0]).to.include({ waived: 2, conforming: 0 });
	});

	it('does so on the last day, and not on the day after', () => {
		const at = (startedAt: string): Run =>
			judged([sampleDeviation()], [{ expires: '2026-12-24' }], { startedAt });
		expect(exitCode(at('2026-12-24T23:59:59.999Z'))).to.equal(0);
		const after = at('2026-12-25T00:00:00.000Z');
		expect(exitCode(after)).to.equal(1);
		expect(after.findings[0]).to.include({ outcome: 'deviates', fails: true });
		expect(ofFile(after)).to.deep.equal(['waiver/expired entry 1: validity/expired']);
		expect(after.findings.at(-1)?.message).to.match(
			/^entry 1 of waivers\.yaml \(validity\/expired\) ended after 2026-12-24, .* Its reason: the old fleet/u,
		);
	});

	it('leaves to --fail-on what is wrong with the file', () => {
		const run = judged([sampleFinding()], [{}], { failOn: 'high' });
		expect(ofFile(run)).to.deep.equal(['waiver/unused entry 1: validity/expired (does not fail)']);
		expect(exitCode(run)).to.equal(0);
	});

	it('waives nothing that is inconclusive', () => {
		const run = judged([sampleSilence()], [{}]);
		expect(exitCode(run)).to.equal(3);
		expect(ofFile(run)).to.deep.equal([]);
	});

	it('says nothing of waivers where nothing was planned', () => {
		const run = judged([sampleSkip()], [{ id: 'validty/expired' }]);
		expect(ofFile(run)).to.deep.equal([]);
		expect(exitCode(run)).to.equal(3);
	});

	it('calls nothing unused in a shard', () => {
		const shard = { index: 1, count: 2, plan: 'a', failOn: 'medium' } as const;
		expect(ofFile(judged([sampleFinding()], [{}], { shard }))).to.deep.equal([]);
	});

	it('is judged the same again, saved or not, and can be taken back', () => {
		const plain = sampleRun([
			...onBoth(sampleDeviation),
			sampleFinding({ id: 'trust/self-signed' }),
		]);
		const file = sampleFile(
			{ tls: 'TLSv1.3' },
			{ id: 'trust/self-signed' },
			{ tls: 'TLSv1.2', expires: '2026-01-01' },
		);
		const run = withWaivers(plain, file, 'medium');
		expect(run.summary.fails).to.equal(3);
		expect(withWaivers(run, file, 'medium')).to.deep.equal(run);
		const thresholds = { failOn: 'medium', strictAlerts: false } as const;
		const saved = parseReport(renderJson(run));
		expect(rejudge(saved, thresholds).summary).to.deep.equal(run.summary);
		expect(ofFile(rejudge(saved, thresholds))).to.deep.equal(ofFile(run));
		expect(ofFile(rejudge(saved, { ...thresholds, failOn: 'high' })).join()).to.include('does not');
		expect(unwaived(run, 'medium')).to.deep.equal(plain);
		expect(withWaivers(run, sampleFile(), 'medium').findings).to.deep.equal(plain.findings);
	});

	it('counts again what each of several targets came to', () => {
		const [one, other] = ['https://one.test/', 'https://other.test/'];
		const targets = [one, other].map((url) => ({
			...({
				url,
				kind: 'server',
				address: '127.0.0.1:1',
				limits: [],
				conclusion: 'deviates',
			} as const),
			summary: sampleRun([sampleDeviation()]).summary,
		}));
		const findings = [one, other].map((target) => sampleDeviation({ target }));
		const run = judged(findings, [{ target: one }, { id: 'validty/*' }], { targets });
		expect(run.targets.map(({ conclusion }) => conclusion)).to.deep.equal(['conforms', 'deviates']);
		expect(run.targets[0]?.summary).to.include({ waived: 1, fails: 0 });
		expect(run.findings.at(-1)).to.include({ id: 'waiver/unused', target: 'waivers.yaml' });
	});
});
