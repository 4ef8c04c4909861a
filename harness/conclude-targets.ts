import { conclude, summarize } from './conclude.ts';
import type { Comparison, Conclusion, Finding, Summary, TargetSummary } from './finding.ts';

/**
 * What each target came to, found out anew from findings that were judged again. Where a run does not say it
 * nothing is added. `isPart`: of a shard. Pure.
 */
export function concludeTargets(
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
