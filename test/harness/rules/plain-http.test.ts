/** What an end without an answer says where HTTP was spoken without TLS. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { uncalibrated } from '../../../harness/calibrate.ts';
import { classify } from '../../../harness/classify.ts';
import type { ConnectionObservation } from '../../../harness/observation.ts';
import { made, once } from '../made-observation.ts';

describe('HTTP without TLS', () => {
	const kindOf = (different: Partial<ConnectionObservation>): string =>
		classify(once(made({ plaintext: true, ...different })), uncalibrated).kind;

	it('is refused by the port of the target with whatever is no answer', () => {
		for (const ending of ['close', 'reset', 'not-http'] as const) {
			expect(kindOf({ ending }), ending).to.equal('reject');
		}
	});

	it('is not refused by another listener that only ends: nothing shows that it works', () => {
		for (const ending of ['close', 'reset', 'unreachable', 'timeout'] as const) {
			expect(kindOf({ ending, elsewhere: true }), ending).to.equal('inconclusive');
		}
		expect(kindOf({ ending: 'not-http', elsewhere: true })).to.equal('reject');
	});
});
