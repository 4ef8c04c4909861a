/** Runs against several targets and reports. */
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { createKeyRing } from '../../../fixtures/pki/key-ring.ts';
import { progress } from '../../../reports/progress.ts';
import { exitCode } from '../../conclude.ts';
import type { Run } from '../../finding.ts';
import { runUnderMocha } from '../../mocha.ts';
import type { RunOptions } from '../../options.ts';
import { pace } from '../../pace.ts';
import { openSecondThread } from '../../probe/second-thread.ts';
import { startRun } from '../../run.ts';
import type { Collector } from '../../targets/collector.ts';
import { nothingToDo } from '../../targets/nothing-to-do.ts';
import { runTargets } from '../../targets/run-targets.ts';
import type { GivenWaivers } from '../../waivers/waiver.ts';
import { deliver, type Delivery } from '../deliver.ts';
import type { ExitCode } from '../exit-code.ts';
import { interruptible } from '../interruptible.ts';
import type { Io } from '../io.ts';
import { collectFleet } from './collect-fleet.ts';
import type { Fleet } from './parse-fleet.ts';

/** Tests all targets, reports, and says how the process is to end. */
export function executeFleet(
	fleet: Fleet,
	waivers: GivenWaivers | null,
	delivery: Delivery,
	io: Io,
): Promise<ExitCode> {
	return interruptible(async (signal) => {
		// Every connection that waits for its turn listens to it.
		setMaxListeners(0, signal);
		const collector = await collectFleet(fleet, waivers);
		const began = performance.now();
		try {
			await carryOutAll(fleet, collector, signal, io);
			const collected = await collector.finish({
				durationMs: Math.round(performance.now() - began),
				interrupted: signal.aborted,
			});
			const { run, held } = collected;
			await deliver(await held(), delivery, io, collected);
			return exitCode(run);
		} finally {
			await collector.close();
		}
	});
}

/** One mocha run for each target; all of them share the keys, the second thread and the rate. */
async function carryOutAll(
	{ targets, targetsAtOnce, rate, deadlineMs }: Fleet,
	collector: Collector,
	signal: AbortSignal,
	io: Io,
): Promise<void> {
	const keys = createKeyRing();
	const shares = rate === null && availableParallelism() > 1;
	const thread = shares ? openSecondThread(io.probeThread) : null;
	const turn = pace(rate, signal);
	const shown = progress(io.stderr);
	shown.start(targets.length);
	const carryOut = async (options: RunOptions): Promise<Run> => {
		const nothing = nothingToDo(options);
		if (nothing !== null) return nothing;
		const { planned, run } = await startRun(options, signal, {
			...{ keys, turn },
			...(thread === null || options.concurrency === 1 ? {} : { probe: thread.probe }),
		});
		await runUnderMocha(planned, () => {});
		return run;
	};
	try {
		await runTargets({
			...{ targets, atOnce: targetsAtOnce, carryOut, collector, interrupt: signal, deadlineMs },
			onDone: ({ name, url, conclusion }) =>
				shown.finding({
					outcome: conclusion ?? 'conforms',
					family: name ?? url,
				}),
		});
	} finally {
		shown.stop();
		await thread?.close();
	}
}
