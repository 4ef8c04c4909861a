/** Several targets put together: what waivers come to over all of them. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { findVariant } from '../../../fixtures/catalogue.ts';
import type { OwnVariant } from '../../../fixtures/own-variant.ts';
import type { Finding, Run } from '../../../harness/finding.ts';
import { withComparison, withoutComparison } from '../../../harness/compare/with-comparison.ts';
import { rejudge } from '../../../harness/rejudge.ts';
import { Collector, here } from '../../../harness/targets/collector.ts';
import { renderTerminal } from '../../../reports/terminal.ts';
import { sampleDeviation, sampleFinding, sampleSkip } from '../../reports/sample-run.ts';
import type { Waiver } from '../../../harness/waivers/waiver.ts';
import { sampleFile } from '../waivers/sample-waiver.ts';

describe('what several targets come to with waivers', () => {
	it('is one entry for all: used by one target, it is not unused at the other', async () => {
		const run = await collected([[sampleDeviation()], [sampleFinding()]]);
		expect(run.summary).to.include({ waived: 1, conforms: 1, deviates: 0, planned: 2 });
		expect(run.conclusion).to.equal('conforms');
	});

	it('is unused where no target deviates', async () => {
		const run = await collected([[sampleFinding()], [sampleFinding()]]);
		expect(run.findings.map(({ id }) => id)).to.include('waiver/unused');
		expect(run.conclusion).to.equal('deviates');
	});

	it('is misspelt unless it names a variant of the user', async () => {
		const named = { id: 'badge/no-badge' } as const;
		const run = await collected([[sampleFinding()]], named);
		expect(run.findings.map(({ id }) => id)).to.include('waiver/unused');
		const own = ownVariant(named.id);
		const known = await collected([[sampleFinding()]], named, [own]);
		expect(known.findings.map(({ id }) => id)).to.not.include('waiver/unused');
	});

	it('is not green where one of them was not tested at all, however it is judged again', async () => {
		const run = await collected([[sampleDeviation()], [sampleSkip()]]);
		expect(run.summary).to.include({ planned: 1, waived: 1, inconclusive: 0 });
		expect(run.conclusion).to.equal('inconclusive');
		expect(renderTerminal(run, { color: false })).to.include(
			'inconclusive: of 1 of 2 targets nothing could be tested (exit 3)',
		);
		const again = rejudge(run, { failOn: 'critical', strictAlerts: false });
		expect(again.conclusion).to.equal('inconclusive');
		const compared = withComparison(again, again, 'itself');
		expect(compared.conclusion).to.equal('inconclusive');
		expect(withoutComparison(compared).conclusion).to.equal('inconclusive');
	});

	it('is found out anew for each when the run is judged again', async () => {
		const run = await collected([[sampleDeviation()], [sampleFinding()]], { id: 'trust/other' });
		const came = ({ targets }: Run): readonly unknown[] =>
			targets.map(({ conclusion, summary }) => [conclusion, summary?.fails]);
		const green = ['conforms', 0];
		expect(came(run)).to.deep.equal([['deviates', 1], green]);
		const mild = rejudge(run, { failOn: 'critical', strictAlerts: false });
		expect(came(mild)).to.deep.equal([green, green]);
		expect(came(rejudge(mild, { failOn: 'medium', strictAlerts: false }))).to.deep.equal(came(run));
		expect(came(withComparison(run, run, 'itself'))).to.deep.equal([green, green]);
	});

	it('is nothing where nothing was planned', async () => {
		const run = await collected([[sampleSkip()], [sampleSkip()]]);
		expect(run.findings.map(({ id }) => id)).to.not.include('waiver/unused');
		expect(run.conclusion).to.equal('inconclusive');
		const misspelt = await collected([[sampleSkip()]], { id: 'badge/no-badge' });
		expect(misspelt.findings.map(({ id }) => id)).to.not.include('waiver/unused');
		expect(misspelt.conclusion).to.equal('inconclusive');
	});
});

async function collected(
	targets: readonly (readonly Finding[])[],
	entry: Partial<Waiver> = {},
	own: readonly OwnVariant[] = [],
): Promise<Run> {
	const collector = await Collector.open({
		...here,
		startedAt: '2026-11-21T10:00:00.000Z',
		profile: 'default',
		count: targets.length,
		waivers: sampleFile(entry),
		failOn: 'medium',
		own,
	});
	try {
		for (const [index, findings] of targets.entries()) {
			const url = `https://${index}.example/`;
			const target = { url, kind: 'server' as const, address: '127.0.0.1:443', limits: [] };
			const own = findings.map((finding) => ({ ...finding, target: url }));
			await collector.add(index, { target, hints: [], findings: own, certificates: {} });
		}
		return await (await collector.finish({ durationMs: 1, interrupted: false })).held();
	} finally {
		await collector.close();
	}
}

function ownVariant(id: `${string}/${string}`): OwnVariant {
	const like = findVariant('validity/expired');
	if (like?.kind !== 'probe') throw new Error('the catalogue lacks validity/expired');
	return { variant: { ...like, id }, file: 'variants.ts' };
}
