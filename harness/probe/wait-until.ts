import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds that a connection may wait for its time. */
const mostMs = 10_000;

/**
 * Waits until that time, at most ten seconds, and no longer than the run goes on, and says how long.
 * Never throws.
 */
export async function waitUntil(
	time: Date | undefined,
	signal: AbortSignal,
): Promise<{ readonly waitedMs?: number }> {
	if (time === undefined) return {};
	const waitedMs = Math.max(0, Math.min(time.getTime() - Date.now(), mostMs));
	if (waitedMs > 0) await delay(waitedMs, undefined, { signal }).catch(() => {});
	return { waitedMs };
}
