import { createKeyRing } from '../../fixtures/pki/key-ring.ts';
import { loadWaivers } from '../cli/waivers.ts';
import { collectFleet } from '../cli/targets/collect-fleet.ts';
import { parseFleet } from '../cli/targets/parse-fleet.ts';
import type { Run } from '../finding.ts';
import type { RunOptions } from '../options.ts';
import { pace } from '../pace.ts';
import { startRun } from '../run.ts';
import { holdAll } from '../targets/held-findings.ts';
import { nothingToDo } from '../targets/nothing-to-do.ts';
import { runTargets } from '../targets/run-targets.ts';
import { silent } from './silent.ts';
import { type ReadRequest, toldOf } from './request.ts';

/** Tests the targets of a request as one run, which is in memory when all are done. */
export async function runAllTargets({
	said,
	context,
	signal,
	onFinding,
}: ReadRequest): Promise<Run> {
	const fleet = await parseFleet(said, context);
	const judging = { failOn: fleet.failOn, own: fleet.own };
	const { given } = await loadWaivers({ waivers: said.options.waivers }, judging, silent(context));
	const collector = await collectFleet(fleet, given);
	const began = performance.now();
	const parts = { keys: createKeyRing(), turn: pace(fleet.rate, signal) };
	const carryOut = async (options: RunOptions): Promise<Run> => {
		const nothing = nothingToDo(options);
		if (nothing !== null) return nothing;
		return toldOf(await startRun(options, signal, parts), onFinding);
	};
	try {
		await runTargets({
			...{ targets: fleet.targets, atOnce: fleet.targetsAtOnce, carryOut, collector },
			...{ interrupt: signal, deadlineMs: fleet.deadlineMs, onDone: () => {} },
		});
		const durationMs = Math.round(performance.now() - began);
		const all = await collector.finish({ durationMs, interrupted: signal.aborted });
		return { ...all.run, ...(await holdAll(all.parts())) };
	} finally {
		await collector.close();
	}
}
