/** Lets a run be judged by what changed, and not by what was so before. Pure. */
import { failsCompared } from '../conclude.ts';
import { concluded } from '../conclude-targets.ts';
import type { Finding, Run } from '../finding.ts';
import { compareFindings } from './compare-findings.ts';
import { comparisonOf } from './compare-runs.ts';

/**
 * The run with its comparison: what got weaker fails, deviations that the base had in the same way do
 * not. `name` is what the base is called, a file as a rule.
 * @throws Error naming the base when it was interrupted or found out nothing, or one of the two is
 * another part of a whole than the other.
 */
export function withComparison(now: Run, base: Run, name = 'the earlier run'): Run {
	if (base.interrupted) throw new Error(`${name}: that run was interrupted`);
	const { conforms, deviates, waived } = base.summary;
	if (conforms + deviates + waived === 0) throw new Error(`${name}: that run found out nothing`);
	if (partOf(now) !== partOf(base)) {
		throw new Error(`${name}: that is ${partOf(base)}, and this is ${partOf(now)}`);
	}
	const plain = withoutComparison(now);
	const compared = compareFindings(base, plain);
	const comparison = comparisonOf(base, plain, compared, name);
	const findings = plain.findings.map((finding): Finding => {
		const kind = compared.standings.get(finding);
		if (kind === undefined) return finding;
		const standing = { kind, alone: finding.fails };
		// What is waived fails nothing, however it stands to the base.
		const isFailing = finding.outcome !== 'waived' && failsCompared(standing.alone, standing);
		return { ...finding, fails: isFailing, standing };
	});
	return concluded({ ...plain, comparison }, findings);
}

function partOf({ shard }: Run): string {
	return shard === undefined ? 'a whole run' : `shard ${shard.index}/${shard.count} of one`;
}

/** The run as it was judged on its own. */
export function withoutComparison(run: Run): Run {
	const { comparison, ...plain } = run;
	if (comparison === undefined) return run;
	const findings = run.findings.map((finding): Finding => {
		const { standing, ...alone } = finding;
		return standing === undefined ? finding : { ...alone, fails: standing.alone };
	});
	return concluded(plain, findings);
}
