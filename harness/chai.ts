/** Assertions for chai that read as sentences: `expect(finding).to.be.rejected.withAlert(48)`. */
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
import type { Finding, Layer } from './finding.ts';
import type { Ending, Observation } from './observation.ts';
import type { TlsVersion } from './options.ts';

declare global {
	// The types of chai are a global namespace; a plugin adds to it.
	namespace Chai {
		interface Assertion {
			/** The finding is as the rule asks. Waived, skipped and not failing is good enough. */
			conform(): Assertion;
			/** The target accepted what was presented. */
			readonly accepted: Assertion;
			/** The target rejected what was presented. */
			readonly rejected: Assertion;
			/** The target sent this alert: its registry name or its number. */
			withAlert(alert: string | number): Assertion;
			/** The verdict was shown by TCP, TLS or HTTP. */
			atLayer(layer: Layer): Assertion;
			/** The target answered with this HTTP status. */
			withStatus(status: number): Assertion;
			/** The target itself gave this reason, in a log, a body or a header. */
			withReason(reason: string): Assertion;
			/** So many certificates left, on the connection that decides. */
			sentCertificates(certificates: number): Assertion;
			/** The connection that decides ended so. */
			endedWith(ending: Ending): Assertion;
			/** The connection that decides used this TLS version. */
			negotiated(version: TlsVersion): Assertion;
		}
	}
}

/**
 * The plugin for `chai.use`. Where a finding is inconclusive an assertion about it fails, negated
 * or not: nothing is known.
 */
export const mtlsChai: Chai.ChaiPlugin = ({ Assertion, AssertionError }, utils) => {
	const assert = (subject: Chai.AssertionStatic, evaluation: Evaluation): void => {
		const isNegated = utils.flag(subject, 'negate') === true;
		const { holds, message } = assertion(evaluation, isNegated);
		const shown = message.replaceAll(chaiTemplate, '\\x23{');
		const { expected, actual } = evaluation;
		subject.assert(
			holds,
			() => shown,
			() => shown,
			expected,
			actual,
			true,
		);
	};
	const about = <T>(subject: object, read: (it: unknown) => T): T => {
		try {
			return read(utils.flag(subject, 'object'));
		} catch (error) {
			throw new AssertionError(error instanceof Error ? error.message : String(error));
		}
	};
	const finding = (subject: object): Finding => about(subject, findingIn);
	const observation = (subject: object): Observation => about(subject, observationIn);

	Assertion.addMethod('conform', function () {
		assert(this, evaluate(finding(this)));
	});
	Assertion.addProperty('accepted', function () {
		assert(this, evaluateVerdict(finding(this), 'accept'));
	});
	Assertion.addProperty('rejected', function () {
		assert(this, evaluateVerdict(finding(this), 'reject'));
	});
	Assertion.addMethod('withAlert', function (alert: string | number) {
		assert(this, evaluateAlert(finding(this), alert));
	});
	Assertion.addMethod('atLayer', function (layer: Layer) {
		assert(this, evaluateLayer(finding(this), layer));
	});
	Assertion.addMethod('withStatus', function (status: number) {
		assert(this, evaluateStatus(finding(this), status));
	});
	Assertion.addMethod('withReason', function (reason: string) {
		assert(this, evaluateReason(finding(this), reason));
	});
	Assertion.addMethod('sentCertificates', function (certificates: number) {
		assert(this, evaluateSent(observation(this), certificates));
	});
	Assertion.addMethod('endedWith', function (ending: Ending) {
		assert(this, evaluateEnding(observation(this), ending));
	});
	Assertion.addMethod('negotiated', function (version: TlsVersion) {
		assert(this, evaluateVersion(observation(this), version));
	});
};

// chai replaces `#{this}`, `#{act}` and `#{exp}` in messages.
const chaiTemplate = '#{';
