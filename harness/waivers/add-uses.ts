/** What waivers came to on parts of a run, put together. Pure. */
import type { WaiverUse } from '../finding.ts';

/**
 * The uses of two parts of a run that were judged with the same entries.
 * @throws Error when they were not.
 */
export function addUses(
	one: readonly WaiverUse[],
	other: readonly WaiverUse[],
): readonly WaiverUse[] {
	if (one.length !== other.length) throw new Error(differs);
	return one.map((use, index) => {
		const more = other[index];
		if (more === undefined || written(use) !== written(more)) throw new Error(differs);
		return {
			...use,
			waived: use.waived + more.waived,
			covered: use.covered + more.covered,
			expired: use.expired + more.expired,
			changed: use.changed + more.changed,
			conforming: use.conforming + more.conforming,
			undecided: use.undecided + more.undecided,
			uncovered: [...new Set([...use.uncovered, ...more.uncovered])].slice(0, mostNamed),
			seen: use.seen ?? more.seen,
			// A shard has some of the ids that are in the run.
			absent: use.absent.filter((id) => more.absent.includes(id)),
		};
	});
}

function written({ entry, id, target, tls, path, reason, expires, observed }: WaiverUse): string {
	const pins = Object.entries(observed ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
	return JSON.stringify([entry, id, target, tls, path, reason, expires, pins]);
}

const differs = 'the parts were judged with different waivers';
const mostNamed = 20;
