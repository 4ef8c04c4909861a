/** Rule 7; what that means on a network is in test/harness/withstand. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { alertOf } from '../../../harness/alert.ts';
import { uncalibrated } from '../../../harness/calibrate.ts';
import { classify } from '../../../harness/classify.ts';
import { made, once, presented } from '../made-observation.ts';

const ends = [
	['a close', made({ ending: 'close' }), 'tcp'],
	['a reset', made({ ending: 'reset' }), 'tcp'],
	['an alert', made({ ending: 'alert', alert: alertOf(42) }), 'tls'],
] as const;
const nothing = presented({ message: 'none', sha256: [], finished: false });
const unfinished = { ...made().handshake, completed: false, certificateRequest: null };

describe('rule 7: when a close counts', () => {
	for (const [title, connection, layer] of ends) {
		it(`${title} before any Certificate message is inconclusive`, () => {
			const early = { ...connection, handshake: unfinished, sent: nothing };
			expect(classify(once(early), uncalibrated).kind).to.equal('inconclusive');
			const bare = { ...early, sent: { ...nothing, intended: [] } };
			expect(classify(once(bare), uncalibrated).kind).to.equal('inconclusive');
		});

		it(`${title} after a Certificate message refuses`, () => {
			expect(classify(once(connection), uncalibrated)).to.include({ kind: 'reject', layer });
		});

		it(`${title} after an empty Certificate message refuses`, () => {
			const sent = presented({ message: 'empty', sha256: [], intended: [] });
			expect(classify(once({ ...connection, sent }), uncalibrated)).to.include({
				kind: 'reject',
				layer,
			});
		});

		it(`${title} on a resumed session refuses once our Finished has left`, () => {
			const handshake = { ...made().handshake, resumed: true, certificateRequest: null };
			const sent = { ...nothing, intended: [] };
			const early = { ...connection, handshake, sent };
			expect(classify(once(early), uncalibrated).kind).to.equal('inconclusive');
			const late = { ...early, sent: { ...sent, finished: true } };
			expect(classify(once(late), uncalibrated).kind).to.equal('reject');
		});
	}
});
