import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Attempt, connect } from '../../../fixtures/attempt.ts';
import { classify } from '../../../harness/classify.ts';
import type { ConnectionObservation, Observation } from '../../../harness/observation.ts';
import { unfounded } from '../../../harness/answers/unfounded.ts';
import type { Verdict } from '../../../harness/verdict.ts';
import { answered, made, presented } from '../made-observation.ts';

const calibration = { acceptStatus: 200, rejectStatus: 403 };
const refused: Verdict = { kind: 'reject', layer: 'http', because: 'refused' };
const served: Verdict = { kind: 'accept', because: 'served' };

function judge(attempt: Attempt, seen: readonly ConnectionObservation[], verdict: Verdict) {
	const [first = made(), ...rest] = seen;
	const observation: Observation = { connections: [first, ...rest], again: null, retries: 0 };
	return unfounded(attempt, observation, verdict, (it) => classify(it, calibration));
}

describe('what the last connection of an attempt supposes', () => {
	const [in200, out403, open302] = [answered(200), answered(403), answered(302)];

	it('a client that was let in: otherwise its refusal later says nothing, but being served does', () => {
		const attempt: Attempt = [connect({ mustBe: 'served' }), connect()];
		expect(judge(attempt, [in200, out403], refused)).to.equal(null);
		expect(judge(attempt, [out403, out403], refused)?.kind).to.equal('not-tested');
		expect(judge(attempt, [open302, out403], refused)?.kind).to.equal('inconclusive');
		expect(judge(attempt, [answered(404), out403], refused)?.kind).to.equal('not-tested');
		expect(judge(attempt, [out403, in200], served)).to.equal(null);
	});

	it('a client that was refused: otherwise nothing is gone around', () => {
		const attempt: Attempt = [connect({ mustBe: 'refused' }), connect()];
		for (const verdict of [refused, served]) {
			expect(judge(attempt, [out403, in200], verdict)).to.equal(null);
			expect(judge(attempt, [in200, in200], verdict)?.kind).to.equal('not-tested');
		}
	});

	it('a session that is taken', () => {
		const attempt: Attempt = [connect(), connect({ resume: 'previous', mustBe: 'resumed' })];
		const resumed = made({ handshake: { ...made().handshake, resumed: true } });
		expect(judge(attempt, [in200, resumed], refused)).to.equal(null);
		expect(judge(attempt, [in200, made()], refused)?.kind).to.equal('not-tested');
		const atOnce = made({ handshake: { ...made().handshake, version: null } });
		expect(judge(attempt, [in200, atOnce], refused), 'an alert to the hello').to.equal(null);
	});

	it('a session that was given, where the one before was to be answered', () => {
		const withSession = made({ sent: presented({ offeredSession: true }) });
		const attempt: Attempt = [connect({ mustBeAnswered: true }), connect({ resume: 'previous' })];
		expect(judge(attempt, [in200, withSession], refused)).to.equal(null);
		expect(judge(attempt, [in200, made()], refused)?.because).to.contain('gave no session');
		expect(judge(attempt, [in200, made()], served)).to.equal(null);
		// Whoever is refused at once is given none: that is a refusal as well.
		const anybody: Attempt = [connect(), connect({ resume: 'previous' })];
		expect(judge(anybody, [out403, made()], refused)).to.equal(null);
	});

	it('the first one is asked where its session is resumed', () => {
		const attempt: Attempt = [
			...([connect({ mustBeAnswered: true }), connect()] as const),
			connect({ resume: 'first' }),
		];
		expect(judge(attempt, [in200, out403, made()], refused)?.kind).to.equal('not-tested');
	});
});
