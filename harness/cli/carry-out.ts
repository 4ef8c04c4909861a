import { availableParallelism } from 'node:os';
import type { KeyRing } from '../../fixtures/pki/key-ring.ts';
import { progress } from '../../reports/progress.ts';
import { earlyKeys } from '../early-keys.ts';
import type { Run } from '../finding.ts';
import { runUnderMocha } from '../mocha.ts';
import type { RunOptions } from '../options.ts';
import { openSecondThread } from '../probe/second-thread.ts';
import { startRun } from '../run.ts';
import { nothingToDo } from '../targets/nothing-to-do.ts';
import type { Io } from './io.ts';

export interface Beginning {
	/** The key ring of the run, where its making was begun already. */
	readonly keys?: KeyRing;
	/** Called when the target was greeted: what is wrong with the options was said before. */
	readonly onStart?: () => void;
}

/** Carries out one run and shows its progress; an abort ends it early. */
export async function carryOut(
	options: RunOptions,
	signal: AbortSignal,
	io: Io,
	{ keys = earlyKeys(options), onStart = () => {} }: Beginning = {},
): Promise<Run> {
	const nothing = nothingToDo(options);
	if (nothing !== null) return nothing;
	const thread = mayShare(options) ? openSecondThread(io.probeThread) : null;
	const shown = progress(io.stderr);
	try {
		const { planned, run } = await startRun(options, signal, {
			keys,
			...(thread === null ? {} : { probe: thread.probe }),
		});
		onStart();
		shown.start(planned.length);
		await runUnderMocha(planned, (finding) => shown.finding(finding));
		return await run;
	} finally {
		shown.stop();
		await thread?.close();
	}
}

/** Two threads have no common clock for `--rate`, and are no help where there is one processor. */
export function mayShare({ rate, concurrency }: Pick<RunOptions, 'rate' | 'concurrency'>): boolean {
	return rate === null && concurrency !== 1 && availableParallelism() > 1;
}
