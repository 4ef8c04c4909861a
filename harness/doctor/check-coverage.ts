import type { Variant } from '../../fixtures/variant.ts';
import { type PlannedVariant, validControl } from '../plan.ts';
import { type Check, type Coverage, ok, warning } from './check.ts';
import { coverageOf } from './coverage.ts';
import { findingsOf, hasNoValid, type Seen } from './seen.ts';

/** How much of the selection a run could test, and which one input would add most. */
export async function checkCoverage(
	seen: Seen,
	selected: readonly Variant[],
	planned: readonly PlannedVariant[],
): Promise<{ readonly check: Check; readonly coverage: Coverage }> {
	const coverage = await coverageOf(seen, selected, planned);
	return { check: toCheck(seen, coverage), coverage };
}

function toCheck(seen: Seen, { selected, testable, unlock }: Coverage): Check {
	const says = `a run could test up to ${testable} of ${selected} variants`;
	const [most] = unlock;
	const todo =
		most === undefined
			? []
			: [
					`${most.option} would unlock most: ${most.variants} more ${most.variants === 1 ? 'variant' : 'variants'}`,
				];
	if (seen.isUnusable) return warning('coverage', `as it is, ${says}`);
	if (hasNoValid(seen)) {
		return warning('coverage', `${says}, and only what is let in would mean something`, ...todo);
	}
	const isLetIn = findingsOf(seen, validControl).some(({ verdict }) => verdict === 'accept');
	// Where the valid credential does not get in, no other input changes that.
	if (!isLetIn) return warning('coverage', `as it is, ${says}`);
	return { ...ok('coverage', says), todo };
}
