/** Counts what a run could test, by what its controls and its plan show. */
import { CannotBuild } from '../../fixtures/cannot-build.ts';
import type { Attempt } from '../../fixtures/attempt.ts';
import type { Place, Variant } from '../../fixtures/variant.ts';
import { unlocking, wantsOtherPath } from '../hints.ts';
import { noCertificate, type PlannedProbe, type PlannedVariant } from '../plan.ts';
import { authority } from '../reproduce/reproduce.ts';
import { isHow } from '../several.ts';
import type { Coverage } from './check.ts';
import { findingsOf, hasNoValid, isUnasked, type Seen } from './seen.ts';

/** How much of the selection a run could test, and what would let it test more. */
export async function coverageOf(
	seen: Seen,
	selected: readonly Variant[],
	planned: readonly PlannedVariant[],
): Promise<Coverage> {
	const ids = new Set<string>(selected.map(({ id }) => id));
	const mine = planned.filter(({ variant }) => ids.has(variant.id));
	const places = seen.options.paths.map((path) => placeOf(seen, path));
	const testable = new Set<string>();
	const unbuilt = new Map<string, string>();
	for (const it of mine) {
		const { id } = it.variant;
		if (testable.has(id) || !isPossible(seen, it, mine)) continue;
		const reason = it.kind === 'probe' ? await obstacle(seen, it, places) : null;
		if (reason === null) testable.add(id);
		else unbuilt.set(id, reason);
	}
	const onOtherPath = [...unbuilt].filter(
		([id, reason]) => !testable.has(id) && wantsOtherPath(reason),
	);
	const unlock = unlocking(mine, onOtherPath.length);
	return {
		selected: ids.size,
		testable: testable.size,
		unlock: unlock.map(([option, variants]) => ({ option, variants })),
	};
}

function placeOf({ options }: Seen, path: string): Place {
	const { target } = options;
	return { servername: target.servername, authority: authority(target), path };
}

/** Whether the target accepted what it is compared with, and refused what it goes around. */
function isPossible(seen: Seen, it: PlannedVariant, all: readonly PlannedVariant[]): boolean {
	switch (it.kind) {
		case 'skip':
			return false;
		case 'check':
		case 'offer':
		case 'comparison':
			return true;
		case 'probe': {
			const { id, twin, around } = it.variant;
			if (id === noCertificate) return true;
			if (around !== undefined && !isRefused(seen, around, all)) return false;
			return hasNoValid(seen) || isUnasked(seen) || gotIn(seen, twin ?? id);
		}
	}
}

/** What was not asked yet is taken to be refused, if it could be asked. */
function isRefused(seen: Seen, id: string, all: readonly PlannedVariant[]): boolean {
	if (id === noCertificate) {
		return findingsOf(seen, noCertificate).some(({ outcome }) => outcome !== 'deviates');
	}
	const around = all.find(({ variant }) => variant.id === id);
	return around === undefined || isPossible(seen, around, all);
}

function gotIn(seen: Seen, control: string): boolean {
	return findingsOf(seen, control).some(({ outcome }) => outcome === 'conforms');
}

/** Why an attempt comes to nothing on every path; `null` where one does not. */
async function obstacle(
	seen: Seen,
	planned: PlannedProbe,
	places: readonly Place[],
): Promise<string | null> {
	const unasked = isUnasked(seen) && planned.variant.id !== noCertificate;
	// Only how one asks can do without a certificate.
	if (unasked && !planned.variant.needs.every(isHow)) return neverSent;
	if (!unasked && planned.variant.perPath !== true) return null;
	const reasons = await Promise.all(places.map((at) => reasonAgainst(planned, at, unasked)));
	return reasons.includes(null) ? null : (reasons[0] ?? null);
}

async function reasonAgainst(
	{ attempt }: PlannedProbe,
	at: Place,
	unasked: boolean,
): Promise<string | null> {
	try {
		return presents(await attempt(at)) && unasked ? neverSent : null;
	} catch (error) {
		if (error instanceof CannotBuild) return error.message;
		throw error;
	}
}

function presents(attempt: Attempt): boolean {
	return attempt.some(({ credential }) => credential !== null);
}

const neverSent = 'the target asks for no certificate';
