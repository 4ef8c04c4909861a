import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionObservation, Observation } from '../observation.ts';
import type { Verdict } from '../verdict.ts';

/** Milliseconds before the first and the second repetition: a restart takes about that long. */
export const retryDelaysMs: readonly number[] = [500, 2000];

/**
 * Repeats what was inconclusive, twice at the most; a verdict is never repeated (rule 3). A busy
 * target's `Retry-After` is honoured. Ends with `null` as soon as `make` has nothing to show.
 */
export async function withRetries<O extends Observation | null>(
	make: () => Promise<O>,
	classify: (observation: Observation) => Verdict,
	signal: AbortSignal,
): Promise<O> {
	let observation = await make();
	let retries = 0;
	for (const ms of retryDelaysMs) {
		if (observation === null || !mayPass(observation, classify(observation)) || signal.aborted)
			break;
		const { response } = observation.connections.at(-1) ?? observation.connections[0];
		const waitMs = Math.max(ms, (response?.retryAfter ?? 0) * 1000);
		await delay(waitMs, undefined, { signal }).catch(() => {});
		retries += 1;
		observation = await make();
		if (observation !== null) observation = { ...observation, retries };
	}
	return observation;
}

/** Where all was answered below 500 that stands, save for 429: asking again gives the same. */
function mayPass(observation: Observation, verdict: Verdict): boolean {
	if (verdict.kind !== 'inconclusive' || !verdict.mayPass) return false;
	const { connections } = observation;
	const { response } = connections.at(-1) ?? connections[0];
	return response === null || connections.some(isOutage);
}

function isOutage({ ending, response }: ConnectionObservation): boolean {
	if (response === null) return ending === 'timeout' || ending === 'unreachable';
	return response.status === 429 || response.status >= 500;
}
