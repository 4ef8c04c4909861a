/** A whole run against one target: preflight, plan, findings. */
import { setMaxListeners } from 'node:events';
import { conclude, summarize } from './conclude.ts';
import type { Run } from './finding.ts';
import { makeFindings, type PlannedFinding } from './findings.ts';
import { hints } from './hints.ts';
import { layOutMaterials } from './materials.ts';
import type { RunOptions } from './options.ts';
import { plan } from './plan.ts';
import { type Preflight, preflight } from './preflight.ts';
import { addressText } from './probe/observe.ts';
import { selectVariants } from './select.ts';
import { runtime, tool } from './tool.ts';

export interface StartedRun {
	readonly planned: readonly PlannedFinding[];
	readonly run: Promise<Run>;
}

/**
 * Greets the target and starts all probes.
 * @throws UsageError when a selection matches nothing, or the target must not be contacted.
 */
export async function startRun(options: RunOptions, signal: AbortSignal): Promise<StartedRun> {
	const selected = selectVariants(options.only, options.skip);
	const startedAt = new Date();
	const stop = AbortSignal.any([
		signal,
		...(options.deadlineMs === null ? [] : [AbortSignal.timeout(options.deadlineMs)]),
	]);
	setMaxListeners(0, stop);
	const facts = await preflight(options, stop);
	const workshop = layOutMaterials(options.materials, announcedNames(facts));
	const planned = plan({
		selected,
		workshop,
		prepared: options.materials.prepared,
		refused: options.materials.refused,
	});
	const limits = new Set<string>();
	const made = makeFindings({ options, facts, planned, stop, limits });
	const run = Promise.all(made.map(({ finding }) => finding)).then((findings): Run => {
		const summary = summarize(findings);
		return {
			schemaVersion: 1,
			tool,
			runtime,
			targets: [
				{
					url: options.target.url,
					kind: 'server',
					address: addressText(facts.address),
					limits: [...limits],
				},
			],
			startedAt: startedAt.toISOString(),
			durationMs: Date.now() - startedAt.getTime(),
			interrupted: signal.aborted,
			conclusion: conclude(summary),
			summary,
			hints: hints(planned, findings),
			findings,
		};
	});
	return { planned: made, run };
}

/** CA names are public: look-alikes of a root need no more of it. */
function announcedNames({ versions }: Preflight): readonly Buffer[] {
	for (const facts of versions.values()) {
		if (facts.kind === 'offered' && facts.greeting.caNames !== null) return facts.greeting.caNames;
	}
	return [];
}
