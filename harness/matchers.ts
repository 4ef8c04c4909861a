/** Matchers for every framework with Jest's `expect.extend`: one table over `evaluate`. */
import { assertion, findingIn, observationIn } from './assertion.ts';
import {
	evaluate,
	evaluateAlert,
	evaluateEnding,
	evaluateLayer,
	evaluateReason,
	evaluateSent,
	evaluateStatus,
	evaluateVerdict,
	evaluateVersion,
	type Evaluation,
} from './evaluate.ts';
import type { Layer } from './finding.ts';
import type { Ending } from './observation.ts';
import type { TlsVersion } from './options.ts';

/** What `expect(finding)` can be asked; the last three also of an observation. */
export interface FindingMatchers<R = void> {
	/** The finding is as the rule asks. Waived, skipped and not failing is good enough. */
	toConform(): R;
	/** The target accepted what was presented. */
	toBeAccepted(): R;
	/** The target rejected what was presented. */
	toBeRejected(): R;
	/** The target sent this alert: its registry name or its number. */
	toBeAnsweredWithAlert(alert: string | number): R;
	/** The verdict was shown by TCP, TLS or HTTP. */
	toBeAtLayer(layer: Layer): R;
	/** The target answered with this HTTP status. */
	toHaveStatus(status: number): R;
	/** The target itself gave this reason, in a log, a body or a header. */
	toHaveReason(reason: string): R;
	/** So many certificates left, on the connection that decides. */
	toHaveSentCertificates(certificates: number): R;
	/** The connection that decides ended so. */
	toHaveEndedWith(ending: Ending): R;
	/** The connection that decides used this TLS version. */
	toHaveNegotiated(version: TlsVersion): R;
}

/** What a matcher finds of its surroundings. */
interface MatcherContext {
	readonly isNot?: boolean;
}

/** What a matcher answers: `pass` is turned around by `.not`. */
interface MatcherResult {
	readonly pass: boolean;
	readonly message: () => string;
	readonly expected: Evaluation['expected'];
	readonly actual: Evaluation['actual'];
}

/** A function that `expect.extend` takes. */
type Matcher<Args extends readonly unknown[]> = (
	this: MatcherContext,
	received: unknown,
	...args: Args
) => MatcherResult;

/** One matcher for each of the interface, with the same arguments. */
type Matchers = { [Name in keyof FindingMatchers]: Matcher<Parameters<FindingMatchers[Name]>> };

/**
 * For `expect.extend`. Where a finding is inconclusive an assertion about it fails, negated or not:
 * nothing is known.
 */
export const mtlsMatchers: Matchers = {
	toConform: matcher((it) => evaluate(findingIn(it))),
	toBeAccepted: matcher((it) => evaluateVerdict(findingIn(it), 'accept')),
	toBeRejected: matcher((it) => evaluateVerdict(findingIn(it), 'reject')),
	toBeAnsweredWithAlert: matcher((it, alert: string | number) =>
		evaluateAlert(findingIn(it), alert),
	),
	toBeAtLayer: matcher((it, layer: Layer) => evaluateLayer(findingIn(it), layer)),
	toHaveStatus: matcher((it, status: number) => evaluateStatus(findingIn(it), status)),
	toHaveReason: matcher((it, reason: string) => evaluateReason(findingIn(it), reason)),
	toHaveSentCertificates: matcher((it, count: number) => evaluateSent(observationIn(it), count)),
	toHaveEndedWith: matcher((it, ending: Ending) => evaluateEnding(observationIn(it), ending)),
	toHaveNegotiated: matcher((it, tls: TlsVersion) => evaluateVersion(observationIn(it), tls)),
};

function matcher<Args extends readonly unknown[]>(
	weigh: (received: unknown, ...args: Args) => Evaluation,
): Matcher<Args> {
	return function matches(received, ...args) {
		const evaluation = weigh(received, ...args);
		const { holds, message } = assertion(evaluation, this.isNot === true);
		const { expected, actual } = evaluation;
		return { pass: holds, message: () => message, expected, actual };
	};
}
