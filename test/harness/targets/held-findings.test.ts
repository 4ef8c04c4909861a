/** What of very many findings reports that are made of a whole run still have. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Finding } from '../../../harness/finding.ts';
import { type Held, holdFindings } from '../../../harness/targets/held-findings.ts';
import {
	sampleDeviation,
	sampleFinding,
	sampleSilence,
	sampleSkip,
} from '../../reports/sample-run.ts';

describe('findings that are too many for memory', () => {
	it('are held all while they are few', async () => {
		const findings = [sampleFinding(), sampleDeviation(), sampleSkip()];
		const held = await hold(findings, 1000);
		expect(held.findings).to.deep.equal(findings);
		expect(held.leftOut).to.equal(undefined);
	});

	it('lose what tells nothing: what fails comes first, the worst before all', async () => {
		const held = await hold(
			[
				sampleFinding(),
				sampleDeviation({ outcome: 'waived', fails: false }),
				sampleDeviation({ severity: 'low', fails: false }),
				sampleSilence(),
				sampleSkip(),
				sampleDeviation({ severity: 'medium' }),
				sampleDeviation({ severity: 'critical' }),
			],
			tooMany,
		);
		expect(held.leftOut).to.equal(2);
		const shown = held.findings.map(({ outcome, severity, fails }) => [outcome, fails && severity]);
		expect(shown).to.deep.equal([
			['deviates', 'critical'],
			['deviates', 'medium'],
			['inconclusive', false],
			['deviates', false],
			['waived', false],
		]);
	});

	it('keep the one that is critical behind many that are not', async () => {
		const message = 'x'.repeat(100_000);
		const many = Array.from({ length: 100 }, () => sampleDeviation({ severity: 'low', message }));
		const held = await hold([...many, sampleDeviation({ severity: 'critical' })], tooMany);
		expect(held.findings[0]?.severity).to.equal('critical');
		expect(held.findings.length).to.be.within(10, 60);
		expect(held.leftOut).to.equal(101 - held.findings.length);
	});
});

/** Two targets, since that is how findings are read back. */
async function hold(findings: readonly Finding[], characters: number): Promise<Held> {
	async function* parts() {
		yield { target: null, findings: findings.slice(0, 1), certificates: {} };
		yield { target: null, findings: findings.slice(1), certificates: {} };
	}
	return holdFindings(parts(), characters);
}

/** More characters than are held in full. */
const tooMany = 2 ** 30;
