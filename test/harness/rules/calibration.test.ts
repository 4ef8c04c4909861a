/** Rule 13. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { calibrate } from '../../../harness/calibrate.ts';
import { classify } from '../../../harness/classify.ts';
import type { ConnectionObservation } from '../../../harness/observation.ts';
import { alerted, anonymous, answered, made, once } from '../made-observation.ts';

type Kind = 'accept' | 'reject' | 'inconclusive';

/** What a target shows to the valid credential, to nobody, and to another one; and what it means. */
interface Case {
	readonly title: string;
	readonly valid: ConnectionObservation;
	readonly none: ConnectionObservation;
	readonly verdicts: { readonly valid: Kind; readonly none: Kind };
	readonly others?: readonly (readonly [ConnectionObservation, Kind])[];
}

const refusing = [400, 401, 403, 421, 495, 496];
const match = { acceptIf: 'match' } as const;
const mismatch = { acceptIf: 'mismatch' } as const;
const broken = { acceptIf: 'unevaluable' } as const;

const byStatus: readonly Case[] = [
	...[401, 404, 403, 204, 302, 500].map((status): Case => ({
		title: `${status} is acceptance where nobody gets an alert`,
		valid: answered(status),
		none: alerted(116),
		verdicts: { valid: 'accept', none: 'reject' },
		others: [
			[answered(status), 'accept'],
			[alerted(48), 'reject'],
		],
	})),
	{
		title: '404 is acceptance where nobody gets 401',
		valid: answered(404),
		none: answered(401),
		verdicts: { valid: 'accept', none: 'reject' },
		others: [
			[answered(404), 'accept'],
			[answered(401), 'reject'],
			[answered(403), 'reject'],
		],
	},
	...[401, 404, 302, 500].map((status): Case => ({
		title: `${status} for both says nothing`,
		valid: answered(status),
		none: answered(status),
		verdicts: {
			valid: 'inconclusive',
			none: refusing.includes(status) ? 'reject' : 'inconclusive',
		},
	})),
	{
		title: '200 for both: everybody gets in',
		valid: answered(200),
		none: answered(200),
		verdicts: { valid: 'accept', none: 'accept' },
	},
	...refusing.map((status): Case => ({
		title: `${status} refuses nobody's request`,
		valid: answered(200),
		none: answered(status),
		verdicts: { valid: 'accept', none: 'reject' },
		others: [[answered(status), 'reject']],
	})),
	...[302, 404, 500].map((status): Case => ({
		title: `${status} for nobody is no refusal, and becomes none for others`,
		valid: answered(200),
		none: answered(status),
		verdicts: { valid: 'accept', none: 'inconclusive' },
		others: [
			[answered(status), 'inconclusive'],
			[answered(403), 'reject'],
		],
	})),
	...[429, 503].map((status): Case => ({
		title: `${status} is no acceptance, whatever nobody gets`,
		valid: answered(status),
		none: alerted(116),
		verdicts: { valid: 'inconclusive', none: 'reject' },
	})),
	{
		title: 'a valid credential that meets an alert is refused',
		valid: alerted(48),
		none: answered(400),
		verdicts: { valid: 'reject', none: 'reject' },
	},
	{
		title: 'what is left over says nothing',
		valid: answered(200),
		none: alerted(116),
		verdicts: { valid: 'accept', none: 'reject' },
		others: [
			[answered(301), 'inconclusive'],
			[answered(404), 'inconclusive'],
			[answered(502), 'inconclusive'],
			[made({ ending: 'timeout' }), 'inconclusive'],
			[answered(201), 'accept'],
		],
	},
];

const byRule: readonly Case[] = [
	{
		title: '--accept-if: a match accepts, a mismatch rejects, whatever the status',
		valid: answered(200, match),
		none: answered(200, mismatch),
		verdicts: { valid: 'accept', none: 'reject' },
		others: [
			[answered(200, mismatch), 'reject'],
			[answered(403, match), 'accept'],
			[answered(500, mismatch), 'reject'],
			[answered(302, match), 'accept'],
		],
	},
	{
		title: '--accept-if that cannot be evaluated: the list decides, and a 2xx proves nothing',
		valid: answered(200, match),
		none: answered(401, broken),
		verdicts: { valid: 'accept', none: 'reject' },
		others: [
			[answered(200, broken), 'inconclusive'],
			[answered(403, broken), 'reject'],
			[answered(302, broken), 'inconclusive'],
			[answered(500, broken), 'inconclusive'],
		],
	},
	{
		title: '--accept-if that the valid credential does not meet refuses it',
		valid: answered(200, mismatch),
		none: answered(403, mismatch),
		verdicts: { valid: 'reject', none: 'reject' },
	},
	{
		title: 'a valid credential whose answer cannot be evaluated shows nothing',
		valid: answered(200, broken),
		none: answered(403, broken),
		verdicts: { valid: 'inconclusive', none: 'reject' },
	},
	{
		title: '--accept-if met by nobody is a deviation',
		valid: answered(200, match),
		none: answered(200, match),
		verdicts: { valid: 'accept', none: 'accept' },
	},
	{
		title: '--reject-if wins over --accept-if and over every status',
		valid: answered(200, { acceptIf: 'match', rejectIf: 'mismatch' }),
		none: answered(200, { acceptIf: 'match', rejectIf: 'match' }),
		verdicts: { valid: 'accept', none: 'reject' },
		others: [
			[answered(200, { acceptIf: 'match', rejectIf: 'match' }), 'reject'],
			[answered(500, { rejectIf: 'match' }), 'reject'],
			[answered(200, { acceptIf: 'match', rejectIf: 'unevaluable' }), 'accept'],
		],
	},
	{
		title: '--reject-if alone tells two answers of the same status apart',
		valid: answered(200, { rejectIf: 'mismatch' }),
		none: answered(200, { rejectIf: 'match' }),
		verdicts: { valid: 'accept', none: 'reject' },
		others: [
			[answered(200, { rejectIf: 'mismatch' }), 'accept'],
			[answered(200, { rejectIf: 'match' }), 'reject'],
		],
	},
	...[429, 503].map((status): Case => ({
		title: `${status} is no mismatch: the target did not look`,
		valid: answered(200, match),
		none: answered(403, mismatch),
		verdicts: { valid: 'accept', none: 'reject' },
		others: [[answered(status, mismatch), 'inconclusive']],
	})),
];

describe('rule 13: calibrate, without circles', () => {
	for (const { title, valid, none, verdicts, others = [] } of [...byStatus, ...byRule]) {
		it(title, () => {
			const calibrated = calibrate(once(valid), once(anonymous(none)));
			expect(calibrated.valid?.kind).to.equal(verdicts.valid);
			expect(calibrated.noCertificate.kind).to.equal(verdicts.none);
			for (const [connection, kind] of others) {
				const { kind: shown, because } = classify(once(connection), calibrated.calibration);
				expect(shown, because).to.equal(kind);
			}
		});
	}

	it('without a valid credential only the refusal of nobody is learnt', () => {
		const calibrated = calibrate(null, once(anonymous(answered(403))));
		expect(calibrated.valid).to.equal(null);
		expect(calibrated.calibration).to.deep.equal({ acceptStatus: null, rejectStatus: 403 });
	});
});
