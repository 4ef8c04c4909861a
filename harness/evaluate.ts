/**
 * What an assertion says about a finding or an observation. Pure, so that any test framework can
 * be served by a few lines; `harness/chai.ts` is one. Test frameworks print messages and values as
 * they are: what comes from the target is made printable here.
 */
import { printable } from '../fixtures/printable.ts';
import type { Finding, Layer } from './finding.ts';
import type { ConnectionObservation, Ending, Observation } from './observation.ts';
import type { TlsVersion } from './options.ts';

type Small = string | number | null | Readonly<Record<string, string | number | null>>;

/** One statement, weighed. */
export interface Evaluation {
	readonly pass: boolean;
	/** Whether there is anything to weigh. Where not, the negated statement does not hold either. */
	readonly decided: boolean;
	/** Why the statement does not hold. */
	readonly message: string;
	/** Why its negation does not hold. */
	readonly negated: string;
	readonly expected: Small;
	readonly actual: Small;
}

/**
 * Whether a finding is as the rule asks: it conforms, is waived or skipped, or deviates without
 * failing. An inconclusive one neither conforms nor does not.
 */
export function evaluate(finding: Finding): Evaluation {
	return {
		pass: finding.outcome !== 'inconclusive' && !finding.fails,
		decided: finding.outcome !== 'inconclusive',
		message: report(finding, `expected ${subject(finding)} to conform`),
		negated: line(
			`expected ${subject(finding)} not to conform, but it is ${finding.outcome}: ${finding.message}`,
		),
		expected: finding.expected,
		actual: shown(finding),
	};
}

/** Whether the target accepted, or rejected, what was presented. */
export function evaluateVerdict(finding: Finding, verdict: 'accept' | 'reject'): Evaluation {
	const past = verdict === 'accept' ? 'accepted' : 'rejected';
	return {
		pass: finding.verdict === verdict,
		decided: finding.verdict === 'accept' || finding.verdict === 'reject',
		message: report(finding, `expected ${subject(finding)} to be ${past}`),
		negated: report(finding, `expected ${subject(finding)} not to be ${past}`),
		expected: verdict,
		actual: shown(finding),
	};
}

/** Whether the target sent this alert, by registry name or number. */
export function evaluateAlert(finding: Finding, alert: string | number): Evaluation {
	const { alert: sent } = finding;
	const actual = sent === null ? null : typeof alert === 'number' ? sent.number : sent.name;
	return field(finding, 'alert', alert, actual, sent && `${sent.name} (${sent.number})`);
}

/** Whether the verdict was shown at this layer. */
export function evaluateLayer(finding: Finding, layer: Layer): Evaluation {
	return field(finding, 'layer', layer, finding.layer);
}

/** Whether the answer has this HTTP status. */
export function evaluateStatus(finding: Finding, status: number): Evaluation {
	return field(finding, 'status', status, finding.status);
}

/** Whether the target itself gave this reason. */
export function evaluateReason(finding: Finding, reason: string): Evaluation {
	return field(finding, 'reason', reason, finding.reason);
}

/** How many certificates left, on the connection that decides. */
export function evaluateSent(observation: Observation, certificates: number): Evaluation {
	const { sha256 } = deciding(observation).sent;
	return seen('number of certificates sent', certificates, sha256.length);
}

/** How the connection that decides ended. */
export function evaluateEnding(observation: Observation, ending: Ending): Evaluation {
	return seen('ending', ending, deciding(observation).ending);
}

/** The TLS version of the connection that decides. */
export function evaluateVersion(observation: Observation, version: TlsVersion): Evaluation {
	return seen('TLS version', version, deciding(observation).handshake.version);
}

function subject({ id, tls }: Finding): string {
	return tls === null ? id : `${id} over ${tls}`;
}

function report(finding: Finding, first: string): string {
	return [
		first,
		`expected: ${finding.expected} (${finding.level})`,
		`observed: ${finding.verdict ?? 'nothing'}: ${finding.message}`,
		...finding.cites.map(({ section, quote }) => `rule: ${section}: "${quote}"`),
		`fix: ${finding.fix}`,
	]
		.map(line)
		.join('\n');
}

function shown({ verdict, layer, alert, code, status }: Finding): Small {
	return { verdict, layer, alert: value(alert && alert.name), code: value(code), status };
}

function field(
	finding: Finding,
	name: string,
	expected: string | number,
	actual: string | number | null,
	words: string | number | null = actual,
): Evaluation {
	const about = `expected ${subject(finding)} to be answered with ${name} ${expected}`;
	return {
		pass: actual === expected,
		decided: finding.verdict === 'accept' || finding.verdict === 'reject',
		message: line(`${about}, got ${words ?? `no ${name}`}: ${finding.message}`),
		negated: line(`${about.replace(' to be ', ' not to be ')}: ${finding.message}`),
		expected,
		actual: value(actual),
	};
}

function seen(name: string, expected: string | number, actual: string | number | null): Evaluation {
	return {
		pass: actual === expected,
		decided: true,
		message: `expected ${name} ${expected}, got ${actual ?? 'none'}`,
		negated: `expected ${name} other than ${expected}`,
		expected,
		actual,
	};
}

/** A connection that was made once more, with an eager request, has the last word. */
function deciding({ connections, again }: Observation): ConnectionObservation {
	return again ?? connections.at(-1) ?? connections[0];
}

function value<T extends string | number | null>(it: T): T | string {
	return typeof it === 'string' ? line(it) : it;
}

function line(text: string): string {
	const cut = text.length > longestLine ? `${text.slice(0, longestLine)}…` : text;
	return printable(cut, Infinity);
}

const longestLine = 2000;
