import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { type FinalResults, Parser, type Result } from 'tap-parser';
import type { Finding, Run } from '../../harness/finding.ts';
import { junitCases } from '../../reports/junit-case.ts';
import { asSpooled } from '../../reports/spooled-run.ts';
import { renderTap, streamTap } from '../../reports/tap.ts';
import { temporaryFolder } from '../run-cli.ts';
import { describeWithServer } from '../servers/available.ts';
import { readWorkflowCommands } from './read-workflow-commands.ts';
import {
	hostile,
	sampleDeviation,
	sampleFinding,
	sampleRun,
	sampleSilence,
	sampleSkip,
} from './sample-run.ts';

const waived = sampleDeviation({
	...{ id: 'trust/waived', outcome: 'waived', fails: false },
	waiver: { entry: 1, id: 'trust/*', reason: 'see #12', expires: '2027-01-31' },
});

const mixed = sampleRun([
	sampleFinding({ title: 'a \\ title # SKIP {' }),
	sampleDeviation({ id: 'trust/a' }),
	sampleDeviation({ id: 'trust/b', fails: false, severity: 'low' }),
	sampleSilence({ id: 'trust/c' }),
	sampleSkip({ id: 'trust/d', message: 'needs #1 \\ more' }),
	waived,
]);

describe('the TAP report', () => {
	it('has a point for each case of the JUnit report, under its name', () => {
		const { points, final } = tap(mixed);
		expect(points.map(({ name }) => name)).to.deep.equal(
			junitCases(mixed).map(({ name }) => name.trim()),
		);
		expect(final).to.deep.include({ ok: false, count: 6, pass: 3, fail: 3, skip: 1, todo: 1 });
		// node-tap counts a failing TODO among what failed, and passes it.
		expect(final.failures.map(({ id }) => id)).to.deep.equal([2, 4]);
		expect(final.plan).to.include({ start: 1, end: 6, skipAll: false });
	});

	it('is ok for what passes, and not for what fails or could not be concluded', () => {
		const { points } = tap(mixed);
		expect(points.map(({ ok, skip, todo }) => [ok, skip, todo])).to.deep.equal([
			[true, false, false],
			[false, false, false],
			[true, false, false],
			[false, false, false],
			[true, 'needs #1 \\ more', false],
			[false, false, 'waived until 2027-01-31: see #12'],
		]);
	});

	it('says in YAML what is wrong', () => {
		const { points } = tap(mixed);
		expect(
			points.map(({ diag }) => (diag as { outcome?: string } | null)?.outcome ?? null),
		).to.deep.equal([null, 'deviates', 'deviates', 'inconclusive', null, 'waived']);
		expect(points[1]?.diag).to.deep.include({
			message: 'accepted with HTTP 200, expected a rejection',
			severity: 'high',
			tls: 'TLSv1.3',
			status: '200',
		});
		expect((points[1]?.diag as { details: string } | undefined)?.details)
			.to.include('rule: RFC 5280 §6.1.3: "The certificate')
			.and.to.include('\nfix: verify client certificates');
	});

	it('passes as a whole where the run does', () => {
		const { final } = tap(sampleRun([sampleFinding(), sampleSkip({ id: 'trust/a' }), waived]));
		expect(final).to.deep.include({ ok: true, count: 3, failures: [] });
	});

	const stopped: readonly (readonly [string, Run])[] = [
		['what was skipped only', sampleRun([sampleSkip()], { conclusion: 'inconclusive' })],
		['nothing at all', sampleRun([], { conclusion: 'inconclusive' })],
		['an interrupted run', sampleRun([sampleFinding()], { interrupted: true })],
		['one interrupted at once', sampleRun([], { interrupted: true, conclusion: 'inconclusive' })],
	];
	for (const [name, run] of stopped) {
		it(`never passes for ${name}`, () => {
			const { final } = tap(run);
			expect(final.ok).to.equal(false);
			expect(final.bailout).to.equal(
				run.interrupted && 'the run was interrupted: this report is partial',
			);
		});
	}

	it('passes for a shard that has nothing to do', () => {
		const { final } = tap(
			sampleRun([], { shard: { index: 2, count: 3, plan: 'p', failOn: 'medium' } }),
		);
		expect(final).to.deep.include({ ok: true, count: 0 });
	});

	it('begins no subtest with a brace at the end of a name', () => {
		const braces = ['a', 'b'].map((id) => sampleDeviation({ id, tls: null, title: 'a brace {' }));
		const { points } = tap(sampleRun(braces));
		expect(points.map(({ name, buffered }) => [name, buffered])).to.deep.equal([
			['a – a brace {.', false],
			['b – a brace {.', false],
		]);
	});

	it('is one document where targets are read one after the other', async () => {
		const urls = ['https://a.example/', 'https://b.example/'];
		const targets = urls.map((url) => ({ url, kind: 'server' as const, address: '', limits: [] }));
		const run = sampleRun(
			urls.flatMap((target) => [sampleFinding({ target }), sampleDeviation({ target, id: 'a/b' })]),
			{ targets },
		);
		let text = '';
		for await (const piece of streamTap(asSpooled(run))) text += piece;
		const { points, final } = readTap(text);
		expect(final).to.deep.include({ ok: false, count: 4, pass: 2, fail: 2 });
		expect(points.map(({ id }) => id)).to.deep.equal([1, 2, 3, 4]);
		expect(new Set(points.map(({ name }) => name)).size).to.equal(4);
	});

	for (const [name, whole] of Object.entries({
		...hostile,
		tap: '\nok 99 - forged\nBail out!\n1..1\n  ...\n  ---\n# SKIP # TODO \\# \\\\ {',
		commands: '::error::x ##[stop-commands]y ##vso[task.complete]z ::add-mask::secret',
		yaml: '  ...\n- a: &b *b !!x | > %TAG "\' ---',
	})) {
		it(`stays what it is, whatever it is told: ${name}`, () => {
			const text = whole.slice(0, 4000);
			const said: Partial<Finding> = {
				...{ title: text, message: text, reason: text, path: text, instance: text, code: text },
				...{ fix: text, why: text },
			};
			const run = sampleRun([
				sampleDeviation(said),
				sampleFinding(said),
				sampleSkip(said),
				sampleSilence(said),
				sampleDeviation({
					...{ ...said, outcome: 'waived', fails: false },
					waiver: { entry: 1, id: text, reason: text, expires: '2027-01-31' },
				}),
			]);
			const { points, final } = tap(run);
			expect(final).to.deep.include({ count: 5, pass: 2, fail: 3, skip: 1, todo: 1 });
			expect(final.bailout).to.equal(false);
			expect(readWorkflowCommands(renderTap(run))).to.deep.equal([]);
			expect(points.map(({ ok }) => ok)).to.deep.equal([false, true, true, false, false]);
		});
	}
});

describeWithServer('prove', 'the TAP report, read by prove', () => {
	const folder = temporaryFolder();
	after(() => folder.remove());

	const prove = (run: Run): { readonly status: number | null; readonly stdout: string } => {
		const file = folder.write('run.tap', renderTap(run));
		return spawnSync('prove', ['--exec', 'cat', file], { encoding: 'utf8' });
	};

	it('passes where the run does', () => {
		const { status, stdout } = prove(
			sampleRun([sampleFinding(), sampleSkip({ id: 'trust/a' }), waived]),
		);
		expect(stdout).to.include('All tests successful');
		expect(status).to.equal(0);
	});

	it('fails where it does not, and understands every line', () => {
		const { status, stdout } = prove(mixed);
		expect(stdout)
			.to.match(/Failed 2\/6 subtests/u)
			.and.to.match(/Failed tests: {2}2, 4\n/u);
		expect(stdout).to.not.include('Parse errors');
		expect(status).to.equal(1);
		expect(prove(sampleRun([sampleFinding()], { interrupted: true })).status).to.not.equal(0);
	});
});

interface ReadTap {
	readonly points: readonly Result[];
	readonly final: FinalResults;
}

/** Reads a report as node-tap does; a line that is no TAP is a failure. */
function tap(run: Run): ReadTap {
	return readTap(renderTap(run));
}

function readTap(text: string): ReadTap {
	const points: Result[] = [];
	let final: FinalResults | null = null;
	const parser = new Parser({ strict: true }, (results) => {
		final = results;
	});
	parser.on('assert', (point: Result) => points.push(point));
	parser.on('extra', (line: string) => points.push(never(`no TAP: ${line}`)));
	parser.end(text);
	return { points, final: final ?? never('no results') };
}

function never(message: string): never {
	throw new Error(message);
}
