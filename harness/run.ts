/** A whole run against one target: preflight, plan, findings. */
import type { KeyRing } from '../fixtures/pki/key-ring.ts';
import { conclude, summarize } from './conclude.ts';
import { earlyKeys } from './early-keys.ts';
import type { Run } from './finding.ts';
import { makeFindings, type PlannedFinding } from './findings.ts';
import { hints } from './hints.ts';
import { layOutMaterials } from './materials.ts';
import type { RunOptions } from './options.ts';
import { plan } from './plan.ts';
import { type Preflight, preflight } from './preflight.ts';
import { addressText } from './probe/observe.ts';
import { runEnd } from './run-end.ts';
import { selectVariants } from './select.ts';
import { runtime, tool } from './tool.ts';

export interface StartedRun {
	readonly planned: readonly PlannedFinding[];
	readonly run: Promise<Run>;
}

/**
 * Greets the target and starts all probes. `keys`: where the making of RSA keys was begun already.
 * @throws UsageError when a selection matches nothing, or the target must not be contacted.
 */
export async function startRun(
	options: RunOptions,
	signal: AbortSignal,
	keys: KeyRing = earlyKeys(options),
): Promise<StartedRun> {
	const end = runEnd(signal, options.deadlineMs);
	try {
		const { planned, run } = await start(options, end.signal, signal, keys);
		return { planned, run: run.finally(() => end.release()) };
	} catch (error) {
		end.release();
		throw error;
	}
}

async function start(
	options: RunOptions,
	stop: AbortSignal,
	interrupt: AbortSignal,
	keys: KeyRing,
): Promise<StartedRun> {
	const selected = selectVariants(options.only, options.skip);
	const startedAt = new Date();
	const facts = await preflight(options, stop);
	const workshop = layOutMaterials(options.materials, announcedNames(facts), keys);
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
			interrupted: interrupt.aborted,
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
