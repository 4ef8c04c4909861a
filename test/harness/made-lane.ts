/** Lanes whose target is a function. */
import { findVariant } from '../../fixtures/catalogue.ts';
import { connect } from '../../fixtures/attempt.ts';
import { type Probed, runLane } from '../../harness/lane.ts';
import type { ConnectionObservation } from '../../harness/observation.ts';
import type { PlannedProbe } from '../../harness/plan.ts';
import { createPool } from '../../harness/pool.ts';
import { once } from './made-observation.ts';
import { anywhere } from '../../harness/anywhere.ts';

export interface MadeLane {
	/** What the target answers to the n-th presentation, counted from 1 over the whole lane. */
	readonly answer: (id: string, nth: number) => ConnectionObservation;
	/** What is probed beside the valid control and the bare connection, in order. */
	readonly ids: readonly string[];
	readonly hasValid?: boolean;
	readonly blocked?: string;
	readonly renegotiatesElsewhere?: () => Promise<boolean>;
}

export interface LaneResult {
	/** In the order of `ids`. */
	readonly probed: readonly Probed[];
	readonly valid: Probed | null;
	readonly bare: Probed;
	/** The ids as they were presented. */
	readonly presented: readonly string[];
}

/** Runs a lane, one probe at a time. */
export async function runMadeLane(lane: MadeLane): Promise<LaneResult> {
	const presented: string[] = [];
	const present = async (id: string) => {
		presented.push(id);
		// What was given back is looked at before the next one is presented, as on a network.
		await new Promise((resolve) => setImmediate(resolve));
		return once(lane.answer(id, presented.length));
	};
	const valid = lane.hasValid === false ? null : planned('control/valid');
	const bare = planned('presence/no-certificate');
	const others = lane.ids.map(planned);
	const results = runLane({
		probes: [...(valid === null ? [] : [valid]), bare, ...others],
		at: anywhere,
		probe: (attempt) => present(attempt[0].requests?.[0].target ?? ''),
		pool: createPool(1),
		blocked: lane.blocked ?? null,
		...(lane.renegotiatesElsewhere === undefined
			? {}
			: { renegotiatesElsewhere: lane.renegotiatesElsewhere }),
		signal: new AbortController().signal,
	});
	const resultOf = (it: PlannedProbe): Promise<Probed> => {
		const result = results.get(it);
		if (result === undefined) throw new Error(`no result for ${it.variant.id}`);
		return result;
	};
	return {
		probed: await Promise.all(others.map(resultOf)),
		valid: valid && (await resultOf(valid)),
		bare: await resultOf(bare),
		presented,
	};
}

/** A probe that says by what it asks for which variant it is. */
function planned(id: string): PlannedProbe {
	const variant = findVariant(id);
	if (variant?.kind !== 'probe') throw new Error(`no probe ${id}`);
	const attempt = async () => [connect({ requests: [{ target: id }] })] as const;
	return { kind: 'probe', variant, instance: null, about: {}, isSupport: false, attempt };
}
