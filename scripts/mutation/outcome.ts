/** What the bench showed, as plain data. */
import type { Mutant } from '../../fixtures/endpoints/mutants/mutant.ts';
import { family, type Variant } from '../../fixtures/variant.ts';
import type { Finding } from '../../harness/finding.ts';

/** A mutant, and what noticed it. */
export interface MutantOutcome {
	readonly mutant: Mutant;
	/** Ids of the variants that deviate. */
	readonly caughtBy: readonly string[];
	/** Ids of the variants that came to no conclusion. */
	readonly inconclusive: readonly string[];
	/** Ids of the variants that could not be presented: some take another runtime. */
	readonly skipped: readonly string[];
}

export interface Score {
	readonly mutants: number;
	/** Mutants that every variant noticed which is there to notice it. */
	readonly caught: number;
	/** Variants that can deviate: neither controls nor informational. */
	readonly variants: number;
	/** Of these, the ones that deviate on a mutant at least. */
	readonly catching: number;
	/** Ids of those that deviate on none. */
	readonly idle: readonly string[];
}

/** Holds the findings about a mutant against what should have noticed it. */
export function mutantOutcome(mutant: Mutant, findings: readonly Finding[]): MutantOutcome {
	const withOutcome = (wanted: Finding['outcome']): readonly string[] => [
		...new Set(findings.filter(({ outcome }) => outcome === wanted).map(({ id }) => id)),
	];
	return {
		mutant,
		caughtBy: withOutcome('deviates'),
		inconclusive: withOutcome('inconclusive'),
		skipped: withOutcome('skipped'),
	};
}

/** The variants that should have noticed the mutant and did not. */
export function missed({ mutant, caughtBy }: MutantOutcome): readonly string[] {
	return mutant.caughtBy.filter((id) => !caughtBy.includes(id));
}

/** Whether everything noticed the mutant that is there to notice it. */
export function isCaught(outcome: MutantOutcome): boolean {
	return outcome.caughtBy.length > 0 && missed(outcome).length === 0;
}

/** Whether a variant states something that a target can break: controls only find out what it can. */
export function canCatch(variant: Variant): boolean {
	return family(variant) !== 'control' && variant.expect !== 'either';
}

export function scoreOf(outcomes: readonly MutantOutcome[], catalogue: readonly Variant[]): Score {
	const variants = catalogue.filter(canCatch);
	const catching = new Set(outcomes.flatMap(({ caughtBy }) => caughtBy));
	return {
		mutants: outcomes.length,
		caught: outcomes.filter(isCaught).length,
		variants: variants.length,
		catching: variants.filter(({ id }) => catching.has(id)).length,
		idle: variants.filter(({ id }) => !catching.has(id)).map(({ id }) => id),
	};
}
