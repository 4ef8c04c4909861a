import { expect } from 'chai';
import { describe, it } from 'mocha';
import { progress } from '../../reports/progress.ts';
import { sampleDeviation, sampleFinding } from './sample-run.ts';

describe('progress', () => {
	it('rewrites one status line on a terminal, when the clock says so', () => {
		const { stream, written, clock, tick } = world({ isTTY: true });
		const status = progress(stream, clock);
		status.start(12);
		status.finding(sampleFinding());
		status.finding(sampleDeviation({ id: 'trust/wrong-root' }));
		expect(written).to.deep.equal([`${erase}0 of 12`]);
		tick();
		tick();
		expect(written.slice(1)).to.deep.equal([`${erase}2 of 12 · trust · 1 deviates`]);
	});

	it('is throttled to ten lines a second', () => {
		const { stream, intervals, clock } = world({ isTTY: true });
		progress(stream, clock).start(1);
		expect(intervals).to.deep.equal([100]);
	});

	it('leaves the terminal as it was', () => {
		const { stream, written, clock, cancelled } = world({ isTTY: true });
		const status = progress(stream, clock);
		status.start(12);
		status.stop();
		status.stop();
		expect(written.at(-1)).to.equal(erase);
		expect(written).to.have.lengthOf(2);
		expect(cancelled()).to.equal(1);
	});

	it('keeps within the width of the terminal and lets no family steer it', () => {
		const { stream, written, clock, tick } = world({ isTTY: true, columns: 20 });
		const status = progress(stream, clock);
		status.start(12);
		status.finding(sampleFinding({ family: '\u001b[2Jx\n'.repeat(20) }));
		tick();
		expect(written.at(-1)).to.equal(`${erase}1 of 12 · \\x1b[2Jx\\`);
	});

	it('is silent elsewhere but for a heartbeat every 10 s', () => {
		const { stream, written, intervals, clock, tick } = world({});
		const status = progress(stream, clock);
		status.start(12);
		for (let at = 0; at < 7; at++) status.finding(sampleFinding());
		expect(written).to.deep.equal([]);
		tick();
		expect(written).to.deep.equal(['7 of 12 · validity\n']);
		expect(intervals).to.deep.equal([10_000]);
		status.stop();
		expect(written).to.have.lengthOf(1);
	});

	it('can be stopped before it was started', () => {
		const { stream, written, clock } = world({ isTTY: true });
		progress(stream, clock).stop();
		expect(written).to.deep.equal([]);
	});

	it('does not keep the process alive', () => {
		const active = (): number =>
			process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
		const before = active();
		const status = progress(world({}).stream);
		try {
			status.start(1);
			expect(active()).to.equal(before);
		} finally {
			status.stop();
		}
	});
});

const erase = '\r\u001b[2K';

/** A stream and a clock that a test moves by hand. */
function world(is: { readonly isTTY?: boolean; readonly columns?: number }) {
	const written: string[] = [];
	const intervals: number[] = [];
	const ticks = new Set<() => void>();
	let cancelled = 0;
	return {
		stream: { ...is, write: (text: string) => written.push(text) },
		clock: (milliseconds: number, run: () => void) => {
			intervals.push(milliseconds);
			ticks.add(run);
			return () => {
				cancelled += 1;
				ticks.delete(run);
			};
		},
		tick: () => {
			for (const run of ticks) run();
		},
		cancelled: () => cancelled,
		written,
		intervals,
	};
}
