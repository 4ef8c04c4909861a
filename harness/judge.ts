/** Verdict → outcome: holds what the target did against what the rule asks. Pure. */
import type { CheckResult, Expectation } from '../fixtures/variant.ts';
import type { Outcome } from './finding.ts';
import type { Alert } from './observation.ts';
import type { Verdict } from './verdict.ts';

export interface Judged {
	readonly outcome: Outcome;
	readonly because: string;
}

export interface Expected {
	readonly expect: Expectation;
	/** Alerts that answer the defect; compared only when alerts are asked for. */
	readonly alerts: readonly string[];
}

export function judge(
	verdict: Verdict,
	{ expect, alerts }: Expected,
	alert: Alert | null,
	strictAlerts: boolean,
): Judged {
	const { because } = verdict;
	switch (verdict.kind) {
		case 'not-tested':
			return { outcome: 'skipped', because };
		case 'inconclusive':
			return { outcome: 'inconclusive', because };
		case 'accept':
			return { outcome: expect === 'reject' ? 'deviates' : 'conforms', because };
		case 'reject':
			if (expect === 'accept') return { outcome: 'deviates', because };
			if (strictAlerts && alert !== null && alerts.length > 0 && !alerts.includes(alert.name)) {
				return {
					outcome: 'deviates',
					because: `${because}, where ${alerts.join(' or ')} says what is wrong`,
				};
			}
			return { outcome: 'conforms', because };
	}
}

/** The outcome of what sends no credential and so has nothing to rest on: checks and comparisons. */
export function judgeCheck(verdict: CheckResult['verdict'], expect: Expectation): Outcome {
	if (verdict === null) return 'skipped';
	return verdict === 'reject' && expect === 'accept' ? 'deviates' : 'conforms';
}
