/** Targets and TLS versions that came or went, and their locations. Pure. */
import type { Change, Run } from '../finding.ts';
import { compareLocations } from './compare-locations.ts';
import { extentOf, type TargetExtent, withoutWaiverFindings } from './extent.ts';
import { matching } from './matching.ts';
import { failingOn, trouble } from './trouble.ts';

/** One change for each place, however many findings stand behind it. */
export function comparePlaces(earlier: Run, later: Run): readonly Change[] {
	const [base, now] = [withoutWaiverFindings(earlier), withoutWaiverFindings(later)];
	const match = matching(base, now);
	const [before, after] = [extentOf(base, match).targets, extentOf(now, match).targets];
	const changes: Change[] = [];
	for (const [key, target] of after) {
		const known = before.get(key);
		if (known === undefined) changes.push(added(target));
		else changes.push(...compareVersions(known, target), ...compareLocations(known, target));
	}
	for (const [key, target] of before) {
		if (after.has(key)) continue;
		changes.push(ofTarget(target, { id: 'target', says: 'is no longer there' }, [there, absent]));
	}
	return changes;
}

function added(target: TargetExtent): Change {
	const fails = failingOn(target, null);
	const says = `is new${trouble(fails)}`;
	return {
		...ofTarget(target, { id: 'target', says }, [absent, there]),
		failing: fails > 0,
	};
}

function compareVersions(before: TargetExtent, after: TargetExtent): readonly Change[] {
	// Where nothing is tested any more the locations say so.
	if (before.findings.length === 0 || after.findings.length === 0) return [];
	return (['TLSv1.2', 'TLSv1.3'] as const).flatMap((tls): readonly Change[] => {
		const [was, is] = [before.versions.has(tls), after.versions.has(tls)];
		if (was === is) return [];
		const name = tls.replace('TLSv', 'TLS ');
		const says = is ? `is tested on ${name} now, too` : `is no longer tested on ${name}`;
		return [ofTarget(after, { id: 'tls', says }, is ? [absent, there] : [there, absent])];
	});
}

function ofTarget(
	{ url, servername }: TargetExtent,
	what: { readonly id: 'target' | 'tls'; readonly says: string },
	[before, after]: readonly [before: string, after: string],
): Change {
	return {
		...{ kind: 'other', title: url, target: url, servername, path: '', instance: null, tls: [] },
		...{ ...what, before, after, failing: false },
	};
}

const there = 'tested';
const absent = 'not tested';
