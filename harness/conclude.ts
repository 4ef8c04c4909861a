/** Findings → summary, conclusion and exit code. Pure. */
import { type Severity, severities } from '../fixtures/variant.ts';
import type { Comparison, Conclusion, Finding, Outcome, Standing, Summary } from './finding.ts';

/** Whether a deviation of that severity fails the run. */
export function fails(outcome: Outcome, severity: Severity, failOn: Severity): boolean {
	return outcome === 'deviates' && severities.indexOf(severity) >= severities.indexOf(failOn);
}

export function summarize(findings: readonly Finding[]): Summary {
	const count = (outcome: Outcome): number =>
		findings.filter((finding) => finding.outcome === outcome).length;
	const skipped = count('skipped');
	return {
		planned: findings.length - skipped,
		conforms: count('conforms'),
		deviates: count('deviates'),
		waived: count('waived'),
		skipped,
		inconclusive: count('inconclusive'),
		fails: findings.filter((finding) => finding.fails).length,
	};
}

/** Whether a deviation fails a run that was compared: what got weaker does, what was so before not. */
export function failsCompared(alone: boolean, standing: Standing | undefined): boolean {
	return standing === undefined ? alone : standing.kind === 'weaker';
}

/**
 * 1 wins over 3; a run that concluded nothing at all is inconclusive, not green. What got weaker fails
 * also where no finding stands for it: a location that is no longer tested because it is open.
 * `isPart`: a shard may have nothing to do; whether the whole run did is seen when it is put together.
 */
export function conclude(
	{ fails: failing, inconclusive, planned }: Summary,
	comparison?: Comparison,
	isPart = false,
): Conclusion {
	const isWeaker = comparison?.changes.some(({ kind }) => kind === 'weaker') ?? false;
	if (failing > 0 || isWeaker) return 'deviates';
	return inconclusive > 0 || (planned === 0 && !isPart) ? 'inconclusive' : 'conforms';
}

export function exitCode(run: {
	readonly interrupted: boolean;
	readonly conclusion: Conclusion;
}): 0 | 1 | 3 | 130 {
	if (run.interrupted) return 130;
	switch (run.conclusion) {
		case 'conforms':
			return 0;
		case 'deviates':
			return 1;
		case 'inconclusive':
			return 3;
	}
}
