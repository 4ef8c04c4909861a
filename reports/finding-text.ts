/** The words that every report uses for a finding. Nothing here is escaped yet. */
import { type Finding, waiverFamily } from '../harness/finding.ts';
import type { ConnectionObservation } from '../harness/observation.ts';
import { waiverExpectation } from './waiver-text.ts';

/** What the rule asks for, with its level. */
export function expectedText(finding: Finding): string {
	return `${expectation(finding)} (${finding.level})`;
}

/** What the target did and by what it showed. */
export function observedText(finding: Finding): string {
	if (finding.family === waiverFamily) return finding.title;
	const seen = evidence(finding);
	const code = finding.code === null || seen === finding.code ? '' : ` (${finding.code})`;
	const reason = finding.reason === null ? '' : `; its reason: ${finding.reason}`;
	return `${finding.verdict ?? 'nothing'}${seen === '' ? '' : `: ${seen}`}${code}${reason}`;
}

/** The shortest sign of the verdict: a status, an alert, an end. Empty where there is none. */
export function evidence(finding: Finding): string {
	if (finding.status !== null) {
		// What was asked in another way may be answered with a page that anybody gets.
		const isBent = decidingConnection(finding)?.sent.heads !== undefined;
		const isOther = isBent && finding.verdict === 'reject' && finding.status < 300;
		return isOther ? `HTTP ${finding.status}, not the protected answer` : `HTTP ${finding.status}`;
	}
	if (finding.alert !== null) return `alert ${finding.alert.number} ${finding.alert.name}`;
	const last = decidingConnection(finding);
	// An offer that was taken up: how the connection went on says nothing.
	if (last?.hellos !== undefined && last.hellos.server !== null) return 'ServerHello';
	const end = last?.ending;
	// The runtime names a bare end after what it was doing then: one server, several codes.
	if (end === 'close') return 'closed without an alert';
	if (end === 'reset') return 'reset without an alert';
	return finding.code ?? end ?? '';
}

/** The target's own reason for a refusal, where it says more than what the wire showed. */
export function ownReason(finding: Finding): string | null {
	const { reason, verdict, outcome, alert, code } = finding;
	if (reason === null || (verdict !== 'reject' && outcome !== 'deviates')) return null;
	const letters = (text: string): string =>
		text
			.slice(0, 1000)
			.toLowerCase()
			.replaceAll(/[^a-z\d]/gu, '');
	const shown = [evidence(finding), alert?.name ?? '', code ?? ''].map(letters);
	return shown.some((text) => text.includes(letters(reason))) ? null : reason;
}

/** Each citation as one line. */
export function ruleTexts(finding: Finding): readonly string[] {
	return finding.cites.map(({ section, quote }) => `${section}: "${quote}"`);
}

/** The sentence a human needs first; never empty. */
export function headline(finding: Finding): string {
	return finding.message.trim() === ''
		? `expected ${expectedText(finding)}, observed ${observedText(finding)}`
		: finding.message;
}

function expectation(finding: Finding): string {
	if (finding.family === waiverFamily) return waiverExpectation(finding);
	const { expected, alerts } = finding;
	if (expected === 'either') return 'accept or reject';
	const byAlert =
		finding.outcome === 'deviates' && finding.verdict === expected && alerts.length > 0;
	return byAlert ? `${expected} with alert ${alerts.join(' or ')}` : expected;
}

/** The connection that the verdict is about; the last may have been made again. */
export function decidingConnection({ observation }: Finding): ConnectionObservation | undefined {
	return observation?.again ?? observation?.connections.at(-1);
}
