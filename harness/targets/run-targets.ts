/** Tests several targets, a few at a time. */
import pLimit from 'p-limit';
import type { Run, TargetSummary } from '../finding.ts';
import type { RunOptions } from '../options.ts';
import { UsageError } from '../usage-error.ts';
import { cannotTest } from './cannot-test.ts';
import type { Collector, TargetResult } from './collector.ts';
import type { FleetTarget } from './fleet-target.ts';

export interface RunTargets {
	readonly targets: readonly FleetTarget[];
	readonly atOnce: number;
	/** Carries out the run against one of them. */
	readonly carryOut: (options: RunOptions) => Promise<Run>;
	readonly collector: Collector;
	/** Called as each is done. */
	readonly onDone: (target: TargetSummary) => void;
	/** When no target is to be begun any more. */
	readonly interrupt: AbortSignal;
	/** Milliseconds that all of them may take together; `null`: no limit. */
	readonly deadlineMs: number | null;
}

/** Resolves when every target is in the collector. One that cannot be tested does not end the others. */
export async function runTargets(told: RunTargets): Promise<void> {
	const limit = pLimit(told.atOnce);
	const endsAt = told.deadlineMs === null ? null : performance.now() + told.deadlineMs;
	await Promise.all(
		told.targets.map((target, index) =>
			limit(async () => {
				const result = await resultOf(target, told, endsAt);
				told.onDone(await told.collector.add(index, result));
			}),
		),
	);
}

async function resultOf(
	target: FleetTarget,
	{ carryOut, interrupt }: RunTargets,
	endsAt: number | null,
): Promise<TargetResult> {
	if (interrupt.aborted) {
		return cannotTest(
			target,
			'the run was interrupted before it was the turn of this target',
			null,
		);
	}
	const leftMs = endsAt === null ? null : Math.floor(endsAt - performance.now());
	if (leftMs !== null && leftMs < 1) {
		return cannotTest(
			target,
			'the deadline of the run passed before it was the turn of this target',
			null,
		);
	}
	try {
		const options = await target.options();
		const run = await carryOut({ ...options, deadlineMs: leftMs });
		return fromRun(target, run);
	} catch (error) {
		return untested(target, error);
	}
}

function fromRun({ target, name }: FleetTarget, run: Run): TargetResult {
	const [told] = run.targets;
	return {
		target: {
			...{ url: target.url, ...(name === null ? {} : { name }), kind: 'server' },
			...{ address: told?.address ?? '', limits: told?.limits ?? [], durationMs: run.durationMs },
		},
		findings: run.findings,
		certificates: run.certificates ?? {},
		hints: run.hints,
	};
}

function untested(target: FleetTarget, error: unknown): TargetResult {
	if (error instanceof UsageError) {
		return cannotTest(target, `it could not be tested: ${error.message}`, error.hint);
	}
	const message = error instanceof Error ? error.message : String(error);
	return cannotTest(target, `a fault of the harness itself: ${message}`, null);
}
