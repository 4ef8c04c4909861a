/** Targets of which a run learnt one thing only: a table would say it of every variant. */
import type { Finding } from '../harness/finding.ts';
import { groupBy } from './group-by.ts';

/** URLs of those that were inconclusive throughout, for one and the same reason. */
export function silentTargets(findings: readonly Finding[]): ReadonlySet<string> {
	const tested = findings.filter(({ outcome }) => outcome !== 'skipped');
	const silent = [...groupBy(tested, ({ target }) => target)].filter(
		([, [first, ...rest]]) =>
			first.outcome === 'inconclusive' &&
			rest.every(({ outcome, message }) => outcome === first.outcome && message === first.message),
	);
	return new Set(silent.map(([target]) => target));
}
