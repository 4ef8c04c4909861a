/** What a target did, in few words that are the same whenever it does the same. Pure. */
import type { Finding } from '../finding.ts';

/** `reject: HTTP 400`, `accept: HTTP 200`, `not tested`. */
export function verdictText(finding: Finding): string {
	const { verdict } = finding;
	if (!isDecided(finding) || verdict === null) return 'not tested';
	const shown = wayText(finding);
	return shown === '' ? verdict : `${verdict}: ${shown}`;
}

/** By what it showed; the codes of a bare end are those of the runtime, and differ from run to run. */
export function wayText({ status, alert, layer, verdict }: Finding): string {
	if (status !== null) return `HTTP ${status}`;
	if (alert !== null) return `alert ${alert.number} ${alert.name}`;
	return verdict === 'reject' && layer === 'tcp' ? 'closed without an alert' : '';
}

/** Whether something was found out, whatever is thought of it. */
export function isDecided({ outcome, verdict }: Finding): boolean {
	const isTold = verdict === 'accept' || verdict === 'reject';
	return isTold && outcome !== 'skipped' && outcome !== 'inconclusive';
}
