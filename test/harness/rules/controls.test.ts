/** Rule 3; targets that die are in test/harness/withstand. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { exitCode } from '../../../harness/conclude.ts';
import type { RunOptions } from '../../../harness/options.ts';
import { findingOf, idsWith } from '../findings-of.ts';
import { runAgainst } from '../lab.ts';
import { type MadeLane, runMadeLane } from '../made-lane.ts';
import { alerted, anonymous, answered, made } from '../made-observation.ts';
import { startOwn, withServer } from '../own-server.ts';

const many = (length: number, id = 'trust/wrong-root') => Array.from({ length }, () => id);

/** A sound target on which the control is refused from the n-th time it is presented. */
function refusingControl(from: number): MadeLane['answer'] {
	let controls = 0;
	return (id) => {
		if (id === 'presence/no-certificate') return anonymous(alerted(116));
		if (id !== 'control/valid')
			return id === 'trust/self-signed-clone' ? answered(200) : alerted(48);
		controls += 1;
		return controls < from ? answered(200) : alerted(48);
	};
}

describe('rule 3: controls first, between and last', () => {
	it('control/valid is presented first, after every 50 probes and at the end', async () => {
		const { presented, probed } = await runMadeLane({
			ids: many(120),
			answer: refusingControl(99),
		});
		const controls = presented.flatMap((id, index) => (id === 'control/valid' ? [index] : []));
		expect(controls).to.have.length(4);
		const [first = 0, second = 0, third = 0, last] = controls;
		expect(first).to.be.lessThan(2);
		// One probe may have begun before the control takes its turn.
		expect(second - first).to.be.within(50, 53);
		expect(third - second).to.be.within(50, 53);
		expect(last).to.equal(presented.length - 1);
		for (const { verdict } of probed) expect(verdict.kind).to.equal('reject');
	});

	it('when a later one fails, rejections since the last good one do not count', async () => {
		const { probed, bare, valid, presented } = await runMadeLane({
			ids: [...many(70), 'trust/self-signed-clone', ...many(49)],
			answer: refusingControl(3),
		});
		const kinds = probed.map(({ verdict }) => verdict.kind);
		// The first 50, the bare connection among them, stand before a good control.
		expect(kinds.slice(0, 49)).to.deep.equal(many(49, 'reject'));
		expect(kinds.slice(52, 70)).to.deep.equal(many(18, 'inconclusive'));
		expect(kinds[70], 'an acceptance stands').to.equal('accept');
		expect(kinds.slice(71)).to.deep.equal(many(49, 'inconclusive'));
		expect(bare.verdict.kind).to.equal('reject');
		expect(valid?.verdict.kind).to.equal('accept');
		expect(presented.length, 'what cannot count is not probed').to.be.lessThan(115);
	});

	it('a target that has gone silent is noticed before the next 50', async () => {
		const { presented, probed } = await runMadeLane({
			ids: many(30),
			answer: (id, nth) =>
				nth > 5
					? made({ ending: 'aborted' })
					: id === 'presence/no-certificate'
						? anonymous(alerted(116))
						: id === 'control/valid'
							? answered(200)
							: alerted(48),
		});
		expect(presented.length).to.be.lessThan(40);
		for (const { verdict } of probed) expect(verdict.kind).to.equal('inconclusive');
	});

	it('a verdict is not asked for again; what is inconclusive is, twice', async () => {
		const { presented, probed } = await runMadeLane({
			ids: ['trust/wrong-root', 'trust/self-signed', 'trust/self-signed-clone'],
			answer: (id, nth) =>
				id === 'trust/self-signed' ? made({ ending: 'unreachable' }) : refusingControl(99)(id, nth),
		});
		const times = (id: string) => presented.filter((it) => it === id).length;
		expect(times('trust/wrong-root')).to.equal(1);
		expect(times('trust/self-signed-clone')).to.equal(1);
		expect(times('trust/self-signed')).to.equal(3);
		expect(probed[1]?.observation?.retries).to.equal(2);
	});
});

describe('rule 3, in a run', () => {
	const inOrder: Partial<RunOptions> = {
		only: ['trust/wrong-root', 'key-usage/eku-absent', 'presence'],
		tls: ['TLSv1.3'],
		concurrency: 1,
	};

	it('a target that refuses everybody in the end makes no rejection conform', async () => {
		let requests = 0;
		let served = Number.POSITIVE_INFINITY;
		const tiring = startOwn({}, (_, response) => {
			requests += 1;
			response.writeHead(requests > served ? 403 : 200).end();
		});
		await withServer(tiring, async ({ port }) => {
			expect(exitCode(await runAgainst(port, inOrder))).to.equal(0);
			served = requests - 1;
			requests = 0;
			const run = await runAgainst(port, inOrder);
			expect(exitCode(run)).to.equal(3);
			expect(idsWith(run, 'inconclusive')).to.have.members([
				'trust/wrong-root',
				'presence/no-certificate',
			]);
			expect(findingOf(run, 'key-usage/eku-absent').outcome).to.equal('conforms');
			expect(findingOf(run, 'control/valid').outcome).to.equal('conforms');
		});
	});
});
