import { createKeyRing } from '../../fixtures/pki/key-ring.ts';
import { loadWaivers } from '../cli/waivers.ts';
import { collectFleet } from '../cli/targets/collect-fleet.ts';
import { parseFleet } from '../cli/targets/parse-fleet.ts';
import type { Finding, Run, SpooledRun } from '../finding.ts';
import type { RunOptions } from '../options.ts';
import { pace } from '../pace.ts';
import { startRun } from '../run.ts';
import { nothingToDo } from '../targets/nothing-to-do.ts';
import { runTargets } from '../targets/run-targets.ts';
import type { ReadRequest } from './request.ts';

/** Tests the targets of a request as one run, which is in memory when all are done. */
export async function runAllTargets({
	said,
	context,
	signal,
	onFinding,
}: ReadRequest): Promise<Run> {
	const fleet = await parseFleet(said, context);
	const silent = { cwd: context.cwd, stderr: { write: () => true } };
	const judging = { failOn: fleet.failOn, own: fleet.own };
	const { given } = await loadWaivers({ waivers: said.options.waivers }, judging, silent);
	const collector = await collectFleet(fleet, given);
	const began = performance.now();
	const parts = { keys: createKeyRing(), turn: pace(fleet.rate, signal) };
	const carryOut = async (options: RunOptions): Promise<Run> => {
		const nothing = nothingToDo(options);
		if (nothing !== null) return nothing;
		const { planned, run } = await startRun(options, signal, parts);
		for (const { finding } of planned) void finding.then(onFinding, () => {});
		return run;
	};
	try {
		await runTargets({
			...{ targets: fleet.targets, atOnce: fleet.targetsAtOnce, carryOut, collector },
			...{ interrupt: signal, deadlineMs: fleet.deadlineMs, onDone: () => {} },
		});
		const durationMs = Math.round(performance.now() - began);
		return await inMemory(await collector.finish({ durationMs, interrupted: signal.aborted }));
	} finally {
		await collector.close();
	}
}

async function inMemory({ run, parts }: SpooledRun): Promise<Run> {
	const findings: Finding[] = [];
	const certificates: NonNullable<Run['certificates']> = {};
	for await (const part of parts()) {
		findings.push(...part.findings);
		Object.assign(certificates, part.certificates);
	}
	return { ...run, findings, certificates };
}
