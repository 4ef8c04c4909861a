import { setTimeout as delay } from 'node:timers/promises';

/** A function that resolves at most `perSecond` times a second; at once without a limit. */
export function pace(perSecond: number | null, signal: AbortSignal): () => Promise<void> {
	if (perSecond === null) return async () => {};
	const intervalMs = 1000 / perSecond;
	let nextAt = 0;
	return async () => {
		const now = performance.now();
		const at = Math.max(now, nextAt);
		nextAt = at + intervalMs;
		if (at > now) await delay(at - now, undefined, { signal }).catch(() => {});
	};
}
