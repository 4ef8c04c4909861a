/** All findings of a run against those of another. Pure. */
import { type Change, type Finding, isOfTarget, type Run, type Standing } from '../finding.ts';
import { compareFinding } from './compare-finding.ts';
import { indexed, matching, type Matching } from './matching.ts';
import { type Extent, extentOf, withoutWaiverFindings } from './extent.ts';
import { verdictText } from './verdict-text.ts';

/** All findings of a run, held against a base. */
export interface ComparedFindings {
	/** One for each finding that changed, in the order of the run. */
	readonly changes: readonly FindingChange[];
	/** How the deviations of the run stand to the base. */
	readonly standings: ReadonlyMap<Finding, Standing['kind']>;
	readonly notCompared: number;
}

/** A change and the finding of this run that shows it; of what is gone that of the base. */
export interface FindingChange {
	readonly change: Change;
	readonly finding: Finding;
}

/** Findings at places that only one of the runs has are left to `comparePlaces`. */
export function compareFindings(earlier: Run, later: Run): ComparedFindings {
	const [base, now] = [withoutWaiverFindings(earlier), withoutWaiverFindings(later)];
	const match = matching(base, now);
	const before = indexed(base.findings, match.key);
	const after = indexed(now.findings, match.key);
	const [extent, baseExtent] = [extentOf(now, match), extentOf(base, match)];
	const changes: FindingChange[] = [];
	const standings = new Map<Finding, Standing['kind']>();
	const incomparable = new Set<string>();
	for (const finding of now.findings) {
		const { id } = finding;
		const known = before.get(match.key(finding));
		if (!baseExtent.ids.has(id) || (known !== undefined && known.expected !== finding.expected)) {
			incomparable.add(id);
			if (finding.outcome === 'deviates' || finding.outcome === 'waived') {
				standings.set(finding, 'not-comparable');
			}
			continue;
		}
		const compared = known ?? likewise(finding, before, match, baseExtent);
		if (compared === undefined) continue;
		const { change, standing } = compareFinding(compared, finding);
		if (standing !== null) standings.set(finding, standing);
		// Where several share a key only the worst of them is held against the worst of the base.
		if (change !== null && known !== undefined && after.get(match.key(finding)) === finding) {
			changes.push({ finding, change: described(finding, known, change, standing) });
		}
	}
	for (const finding of base.findings) {
		if (!extent.ids.has(finding.id)) incomparable.add(finding.id);
		else if (!after.has(match.key(finding)) && extent.holds(finding)) {
			changes.push(...gone(finding));
		}
	}
	return { changes, standings, notCompared: incomparable.size };
}

/**
 * What the base says of the same at its other TLS version, where this one is new to it: a deviation
 * that is merely seen on one more version is none of the change.
 */
function likewise(
	finding: Finding,
	before: ReadonlyMap<string, Finding>,
	{ key }: Matching,
	extent: Extent,
): Finding | undefined {
	if (extent.holdsVersion(finding)) return undefined;
	const tls = finding.tls === 'TLSv1.2' ? 'TLSv1.3' : 'TLSv1.2';
	return before.get(key({ ...finding, tls }));
}

function described(
	finding: Finding,
	known: Finding,
	change: Pick<Change, 'kind' | 'says'>,
	standing: Standing['kind'] | null,
): Change {
	const after = verdictText(finding);
	return {
		...placeOf(finding),
		...change,
		before: verdictText(known),
		after: after === 'not tested' ? finding.outcome : after,
		failing:
			finding.outcome !== 'waived' &&
			(standing === 'weaker' || (standing === null && finding.fails)),
	};
}

/** Tested before, and not in this run although its place is. */
function gone(finding: Finding): readonly FindingChange[] {
	const before = verdictText(finding);
	if (before === 'not tested') return [];
	const says = 'no longer tested: this run does not have it there';
	const change = { ...placeOf(finding), kind: 'other', says, before, after: 'absent' } as const;
	return [{ finding, change: { ...change, failing: false } }];
}

function placeOf(
	finding: Finding,
): Pick<Change, 'id' | 'title' | 'target' | 'servername' | 'path' | 'instance' | 'tls'> {
	const { id, title, target, servername, path, instance, tls } = finding;
	return {
		...{ id, title, target, servername, instance },
		path: isOfTarget(finding) ? '' : path,
		tls: tls === null ? [] : [tls],
	};
}
