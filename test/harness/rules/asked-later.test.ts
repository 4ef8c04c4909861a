/** Rules 6 and 7 where a target asks for a certificate once it has read the request. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { uncalibrated } from '../../../harness/calibrate.ts';
import { classify } from '../../../harness/classify.ts';
import type { ConnectionObservation, Handshake } from '../../../harness/observation.ts';
import { runMadeLane } from '../made-lane.ts';
import { alerted, anonymous, answered, made, once, presented } from '../made-observation.ts';

describe('TLS 1.3 that refuses without having asked', () => {
	it('is skipped where TLS 1.2 renegotiates', async () => {
		const { valid, bare, probed, presented: shown } = await laneOf(403, 403, true);
		for (const it of [valid, bare, ...probed]) {
			expect(it?.verdict.kind).to.equal('not-tested');
			expect(it?.verdict.because).to.contain('post-handshake authentication');
		}
		expect(valid?.limits).to.have.lengthOf(1);
		expect(shown).to.have.members(['control/valid', 'presence/no-certificate']);
	});

	it('is inconclusive where nothing shows that it would ask', async () => {
		const { valid, bare, probed } = await laneOf(403, 403, false);
		for (const it of [valid, bare, ...probed]) {
			expect(it?.verdict.kind).to.equal('inconclusive');
			expect(it?.verdict.because).to.contain('could not be presented');
		}
		expect(valid?.limits).to.deep.equal([]);
	});

	it('is no excuse for serving everybody, nor for failing', async () => {
		for (const valid of [200, 403]) {
			const served = await laneOf(valid, 200, true);
			expect(served.bare.verdict.kind).to.equal('accept');
			expect(served.valid?.limits).to.deep.equal([]);
		}
		for (const [valid, bare] of [
			[200, 403],
			[302, 302],
			[403, 302],
			[302, 403],
		] as const) {
			const failing = await laneOf(valid, bare, true);
			expect(failing.probed[0]?.verdict.kind, `${valid} ${bare}`).to.equal('inconclusive');
		}
	});
});

describe('a renegotiation', () => {
	const verdictOf = (connection: ConnectionObservation) => classify(once(connection), uncalibrated);
	const nothingSent = presented({ message: 'none', sha256: [] });

	it('is named in the verdict on what was asked for in it', () => {
		for (const it of [answered(200), answered(403), alerted(48)]) {
			const plain = verdictOf(it);
			const later = verdictOf(renegotiating(it, { renegotiation: 'asked' }));
			expect(later.kind).to.equal(plain.kind);
			expect(later.because).to.contain(plain.because).and.contain('renegotiation');
		}
	});

	it('that cannot be read back proves nothing about a credential', () => {
		for (const it of [answered(200), answered(403), made({ ending: 'close' }), alerted(48)]) {
			const unread = renegotiating(it, { renegotiation: 'unreadable', certificateRequest: null });
			expect(verdictOf({ ...unread, sent: nothingSent }).kind).to.equal('not-tested');
		}
	});

	it('that cannot be read back excuses nobody who serves those without any', () => {
		const bare = (it: ConnectionObservation): ConnectionObservation => ({
			...renegotiating(anonymous(it), { renegotiation: 'unreadable', certificateRequest: null }),
			sent: { ...nothingSent, intended: [] },
		});
		expect(verdictOf(bare(answered(200))).kind).to.equal('accept');
		expect(verdictOf(bare(alerted(40))).kind).to.equal('inconclusive');
	});

	it('that broke off before a certificate was asked for is no refusal, and no proof of none', () => {
		const asking = { renegotiation: 'not-asked', certificateRequest: null } as const;
		for (const it of [alerted(40), made({ ending: 'close' })]) {
			const verdict = verdictOf({ ...renegotiating(it, asking), sent: nothingSent });
			expect(verdict.kind).to.equal('inconclusive');
		}
		const served = verdictOf({ ...renegotiating(answered(200), asking), sent: nothingSent });
		expect(served.kind).to.equal('not-tested');
	});
});

function renegotiating(
	it: ConnectionObservation,
	different: Partial<Handshake>,
): ConnectionObservation {
	return { ...it, handshake: { ...it.handshake, version: 'TLSv1.2', ...different } };
}

/** A lane on which no certificate is asked for, with the statuses of the first two probes. */
function laneOf(
	valid: number,
	bare: number,
	isAskedElsewhere: boolean,
): ReturnType<typeof runMadeLane> {
	const unasked = (status: number): ConnectionObservation => ({
		...answered(status),
		handshake: { ...made().handshake, certificateRequest: null },
		sent: presented({ message: 'none', sha256: [] }),
	});
	return runMadeLane({
		ids: ['trust/wrong-root'],
		renegotiatesElsewhere: async () => isAskedElsewhere,
		answer: (id) =>
			id === 'presence/no-certificate'
				? { ...unasked(bare), sent: presented({ message: 'none', sha256: [], intended: [] }) }
				: unasked(valid),
	});
}
