/** Judges a saved run again, with other thresholds. Pure. */
import type { Severity } from '../fixtures/variant.ts';
import { fails, failsCompared } from './conclude.ts';
import { concluded } from './conclude-targets.ts';
import type { Finding, Run } from './finding.ts';
import { judge } from './judge.ts';
import type { Verdict } from './verdict.ts';
import { unwaived, withWaivers } from './waivers/with-waivers.ts';

export interface Thresholds {
	readonly failOn: Severity;
	readonly strictAlerts: boolean;
}

/** Waivers that the run was judged with are applied again. */
export function rejudge(run: Run, thresholds: Thresholds): Run {
	const plain = unwaived(run, thresholds.failOn);
	const findings = plain.findings.map((finding) => rejudgeFinding(finding, thresholds));
	const judged = concluded(plain, findings);
	return run.waivers === undefined ? judged : withWaivers(judged, run.waivers, thresholds.failOn);
}

/** Skipped and waived findings stay as they are: nothing about them depends on the thresholds. */
function rejudgeFinding(finding: Finding, { failOn, strictAlerts }: Thresholds): Finding {
	const verdict = savedVerdict(finding);
	if (verdict === null) return finding;
	const expected = { expect: finding.expected, alerts: finding.alerts };
	const { outcome, because } = judge(verdict, expected, finding.alert, strictAlerts);
	const alone = fails(outcome, finding.severity, failOn);
	const { standing } = finding;
	return {
		...finding,
		outcome,
		message: because,
		fails: failsCompared(alone, standing),
		...(standing === undefined ? {} : { standing: { ...standing, alone } }),
	};
}

function savedVerdict({ verdict, outcome, layer, message }: Finding): Verdict | null {
	// A check of the target's own certificate has no connection to judge.
	if (verdict === null || outcome === 'skipped' || outcome === 'waived') return null;
	switch (verdict) {
		case 'accept':
			return { kind: 'accept', because: message };
		case 'reject':
			return { kind: 'reject', layer: layer ?? 'tcp', because: message };
		case 'inconclusive':
			return { kind: 'inconclusive', because: message, mayPass: false };
	}
}
