/** A whole run against one target: preflight, plan, findings. */
import type { KeyRing } from '../fixtures/pki/key-ring.ts';
import type { Variant } from '../fixtures/variant.ts';
import { ShownCertificates } from './certificates/shown-certificates.ts';
import { conclude, summarize } from './conclude.ts';
import { earlyKeys } from './early-keys.ts';
import type { Run } from './finding.ts';
import { makeFindings, type PlannedFinding } from './findings.ts';
import { hints, unaskedHint } from './hints.ts';
import { layOutMaterials } from './materials.ts';
import type { RunOptions } from './options.ts';
import { plan, type PlannedVariant } from './plan.ts';
import { type Preflight, preflight } from './preflight.ts';
import { addressText } from './probe/observe.ts';
import { type Prober, probe as probeHere } from './probe/probe.ts';
import { startOcsp } from './start-ocsp.ts';
import { type RunEnd, runEnd } from './run-end.ts';
import { selectVariants } from './select.ts';
import { shardSelection } from './targets/shard.ts';
import { runtime, tool } from './tool.ts';

export interface StartedRun {
	readonly planned: readonly PlannedFinding[];
	readonly run: Promise<Run>;
	/** What the target showed before the first probe. */
	readonly facts: Preflight;
	/** What would be planned of another selection with the same materials. */
	readonly planOf: (selected: readonly Variant[]) => readonly PlannedVariant[];
}

/** What a run may be given instead of making it itself. */
export interface RunParts {
	/** Where the making of RSA keys was begun already. */
	readonly keys?: KeyRing;
	/** Carries out the attempts. */
	readonly probe?: Prober;
	/** Resolves when a connection may be made: where several runs share one rate. */
	readonly turn?: () => Promise<void>;
}

/**
 * Greets the target and starts all probes.
 * @throws UsageError when a selection matches nothing, or the target must not be contacted.
 */
export async function startRun(
	options: RunOptions,
	signal: AbortSignal,
	{ keys = earlyKeys(options), probe = probeHere, turn }: RunParts = {},
): Promise<StartedRun> {
	const end = runEnd(signal, options.deadlineMs);
	try {
		const started = await start(options, end, signal, {
			...{ keys, probe },
			...(turn === undefined ? {} : { turn }),
		});
		return { ...started, run: started.run.finally(() => end.release()) };
	} catch (error) {
		await end.release();
		throw error;
	}
}

async function start(
	options: RunOptions,
	end: RunEnd,
	interrupt: AbortSignal,
	{ keys, probe, turn }: RunParts & Required<Pick<RunParts, 'keys' | 'probe'>>,
): Promise<StartedRun> {
	const all = selectVariants(options.only, options.skip, options.profile, options.own);
	const { shard } = options;
	const selected = shard === undefined ? all : shardSelection(all, options.target.url, shard);
	const startedAt = new Date();
	const stop = end.signal;
	const facts = await preflight(options, stop);
	const ocsp = await startOcsp(options, facts);
	if (ocsp !== null) end.closing(ocsp);
	const workshop = layOutMaterials(options.materials, {
		caNames: announcedNames(facts),
		keys,
		ocsp,
		verifyDepth: options.verifyDepth,
		isListed: options.revocation === 'crl',
		house: {
			port: options.target.port,
			vhosts: options.vhosts,
			openPaths: options.openPaths,
			listeners: facts.listeners.map(({ given, address }) => ({
				name: given.url,
				address,
				plaintext: given.plaintext,
			})),
		},
	});
	const { revocation, materials } = options;
	const planOf: StartedRun['planOf'] = (variants) =>
		plan({
			...{ selected: variants, workshop, prepared: materials.prepared, revocation },
			own: options.own,
		});
	const planned = planOf(selected);
	// What an option would unlock is counted in the whole run, so that all shards say the same.
	const wholePlan = shard === undefined ? planned : planOf(all);
	const limits = new Set<string>();
	const shown = new ShownCertificates();
	const watched: Prober = (attempt, ...rest) => {
		shown.add(attempt);
		return probe(attempt, ...rest);
	};
	const made = makeFindings({
		...{ options, facts, planned, stop, probe: watched, limits },
		...(turn === undefined ? {} : { turn }),
	});
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
			...(shard === undefined ? {} : { shard }),
			profile: options.profile,
			conclusion: conclude(summary, undefined, shard !== undefined),
			summary,
			certificates: shown.summaries(),
			hints: [...hints(wholePlan, findings), ...unaskedHint(ocsp)],
			findings,
		};
	});
	return { planned: made, run, facts, planOf };
}

/** CA names are public: look-alikes of a root need no more of it. */
function announcedNames({ versions }: Preflight): readonly Buffer[] {
	for (const facts of versions.values()) {
		if (facts.kind === 'offered' && facts.greeting.caNames !== null) return facts.greeting.caNames;
	}
	return [];
}
