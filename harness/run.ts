/** A whole run against one target: preflight, plan, findings. */
import type { KeyRing } from '../fixtures/pki/key-ring.ts';
import { conclude, summarize } from './conclude.ts';
import { earlyKeys } from './early-keys.ts';
import type { Run } from './finding.ts';
import { makeFindings, type PlannedFinding } from './findings.ts';
import { hints, unaskedHint } from './hints.ts';
import { layOutMaterials } from './materials.ts';
import type { RunOptions } from './options.ts';
import { plan } from './plan.ts';
import { type Preflight, preflight } from './preflight.ts';
import { addressText } from './probe/observe.ts';
import { type Prober, probe as probeHere } from './probe/probe.ts';
import { startOcsp } from './start-ocsp.ts';
import { type RunEnd, runEnd } from './run-end.ts';
import { selectVariants } from './select.ts';
import { runtime, tool } from './tool.ts';

export interface StartedRun {
	readonly planned: readonly PlannedFinding[];
	readonly run: Promise<Run>;
}

/** What a run may be given instead of making it itself. */
export interface RunParts {
	/** Where the making of RSA keys was begun already. */
	readonly keys?: KeyRing;
	/** Carries out the attempts. */
	readonly probe?: Prober;
}

/**
 * Greets the target and starts all probes.
 * @throws UsageError when a selection matches nothing, or the target must not be contacted.
 */
export async function startRun(
	options: RunOptions,
	signal: AbortSignal,
	{ keys = earlyKeys(options), probe = probeHere }: RunParts = {},
): Promise<StartedRun> {
	const end = runEnd(signal, options.deadlineMs);
	try {
		const { planned, run } = await start(options, end, signal, { keys, probe });
		return { planned, run: run.finally(() => end.release()) };
	} catch (error) {
		await end.release();
		throw error;
	}
}

async function start(
	options: RunOptions,
	end: RunEnd,
	interrupt: AbortSignal,
	{ keys, probe }: Required<RunParts>,
): Promise<StartedRun> {
	const selected = selectVariants(options.only, options.skip, options.profile);
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
	const planned = plan({
		selected,
		workshop,
		prepared: options.materials.prepared,
		revocation: options.revocation,
	});
	const limits = new Set<string>();
	const made = makeFindings({ options, facts, planned, stop, probe, limits });
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
			profile: options.profile,
			conclusion: conclude(summary),
			summary,
			hints: [...hints(planned, findings), ...unaskedHint(ocsp)],
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
