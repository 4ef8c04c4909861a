/** Two runs → what changed from the one to the other. Pure. */
import { severities } from '../../fixtures/variant.ts';
import type { Change, Comparison, Run } from '../finding.ts';
import { compareFindings, type ComparedFindings, type FindingChange } from './compare-findings.ts';
import { comparePlaces } from './compare-places.ts';

/** Compares a run with an earlier one. `name` is what the earlier one is called. */
export function compareRuns(base: Run, now: Run, name = 'the earlier run'): Comparison {
	return comparisonOf(base, now, compareFindings(base, now), name);
}

/** The same where the findings are compared already. */
export function comparisonOf(
	base: Run,
	now: Run,
	{ changes, notCompared }: ComparedFindings,
	name: string,
): Comparison {
	const places = comparePlaces(base, now);
	const ofVariants = mergeVersions(changes);
	const all = [
		...places.map((change) => ({ change, weight: severities.length })),
		...ofVariants.map((it) => ({
			change: it.change,
			weight: severities.indexOf(it.finding.severity),
		})),
	];
	const changed = all
		.toSorted((a, b) => rank(a.change) - rank(b.change) || b.weight - a.weight)
		.map(({ change }) => change);
	const made = base.startedAt.replace('T', ' ').replace(/:\d\d(?:\.\d+)?Z$/u, ' UTC');
	return { base: `${name}, made ${made}`, changes: changed, notCompared };
}

/** One change where TLS versions changed alike. */
function mergeVersions(changes: readonly FindingChange[]): readonly FindingChange[] {
	const merged = new Map<string, FindingChange>();
	for (const { finding, change } of changes) {
		const { kind, id, target, servername, path, instance, says, failing } = change;
		const key = JSON.stringify([kind, id, target, servername, path, instance, says, failing]);
		const known = merged.get(key)?.change;
		const both = (of: 'before' | 'after'): string =>
			known === undefined || known[of] === change[of]
				? change[of]
				: [...new Set([...known[of].split(or), change[of]])].join(or);
		const tls = [...(known?.tls ?? []), ...change.tls];
		merged.set(key, {
			finding,
			change: {
				...change,
				before: both('before'),
				after: both('after'),
				tls: [...new Set(tls)].toSorted(),
			},
		});
	}
	return [...merged.values()];
}

/** What fails the run is read first. */
function rank({ kind, failing }: Change): number {
	switch (kind) {
		case 'weaker':
			return 0;
		case 'other':
			return failing ? 1 : 3;
		case 'stronger':
			return 2;
	}
}

const or = ' or ';
