import type { Run, TargetSummary } from '../../finding.ts';
import type { RunOptions } from '../../options.ts';
import { Collector, type Collected, here } from '../../targets/collector.ts';
import { nothingToDo } from '../../targets/nothing-to-do.ts';
import { runTargets } from '../../targets/run-targets.ts';
import type { GivenWaivers } from '../../waivers/waiver.ts';
import type { Fleet } from './parse-fleet.ts';

/** How several targets are tested. */
export interface FleetTest {
	readonly waivers: GivenWaivers | null;
	readonly signal: AbortSignal;
	/** Carries out the run against one of them. */
	readonly carryOut: (options: RunOptions) => Promise<Run>;
	/** Called as each is done. */
	readonly onDone: (target: TargetSummary) => void;
}

/** Tests all targets and gives what they came to to `use`: it is gone when that is done. */
export async function testFleet<T>(
	{ targets, targetsAtOnce, profile, shard, failOn, own, deadlineMs }: Fleet,
	{ waivers, signal, carryOut, onDone }: FleetTest,
	use: (collected: Collected) => Promise<T>,
): Promise<T> {
	const collector = await Collector.open({
		...here,
		startedAt: new Date().toISOString(),
		...(shard === null ? {} : { shard }),
		...{ profile, count: targets.length, waivers, failOn, own },
	});
	const began = performance.now();
	try {
		await runTargets({
			...{ targets, atOnce: targetsAtOnce, collector, interrupt: signal, deadlineMs, onDone },
			carryOut: async (options) => nothingToDo(options) ?? carryOut(options),
		});
		const durationMs = Math.round(performance.now() - began);
		return await use(await collector.finish({ durationMs, interrupted: signal.aborted }));
	} finally {
		await collector.close();
	}
}
