import { conclude, summarize } from './conclude.ts';
import type { Comparison, Conclusion, Finding, Run, Summary, TargetSummary } from './finding.ts';

/**
 * The run with findings that were judged again, and all that follows from them: its summary, what each target
 * came to, its conclusion. Pure.
 */
export function concluded(run: Run, findings: readonly Finding[]): Run {
	const { comparison } = run;
	const summary = summarize(findings);
	const isPart = run.shard !== undefined;
	const targets = concludeTargets(run.targets, findings, comparison, isPart);
	// A part in which nothing is to be done is no end of what its base had tested there.
	const mayBeEmpty = isPart && comparison === undefined;
	const conclusion = concludeRun(summary, targets, comparison, mayBeEmpty);
	return { ...run, targets, findings, summary, conclusion };
}

/**
 * What each target came to, found out anew from findings that were judged again. Where a run does not say it
 * nothing is added. `isPart`: of a shard. Pure.
 */
function concludeTargets(
	targets: readonly TargetSummary[],
	findings: readonly Finding[],
	comparison?: Comparison,
	isPart = false,
): readonly TargetSummary[] {
	const found = new Map<string, Finding[]>(targets.map(({ url }) => [url, []]));
	for (const finding of findings) found.get(finding.target)?.push(finding);
	return targets.map((target) => {
		if (target.summary === undefined) return target;
		const summary = summarize(found.get(target.url) ?? []);
		const changes = comparison?.changes.filter((change) => change.target === target.url) ?? [];
		const own = comparison && { ...comparison, changes };
		return { ...target, summary, conclusion: conclude(summary, own, isPart) };
	});
}

/**
 * What a run came to whose targets are concluded: `conclude`, and green only where each of them is. Of one
 * that every variant was skipped on nothing is known, however many others conform. Pure.
 */
export function concludeRun(
	summary: Summary,
	targets: readonly TargetSummary[],
	comparison?: Comparison,
	isPart = false,
): Conclusion {
	const conclusion = conclude(summary, comparison, isPart);
	const isUnknown = targets.some((target) => target.conclusion === 'inconclusive');
	return conclusion === 'conforms' && isUnknown ? 'inconclusive' : conclusion;
}
