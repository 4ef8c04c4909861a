import { severities } from '../fixtures/variant.ts';
import type { Finding } from '../harness/finding.ts';

/** By severity; what is as severe stays in the order of the run. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
	return findings.toSorted((a, b) => weight(b) - weight(a));
}

function weight({ severity }: Finding): number {
	return severities.indexOf(severity);
}
