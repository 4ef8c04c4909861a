import { setTimeout as pause } from 'node:timers/promises';
import type { Child } from '../child.ts';
import type { Waiting } from '../wait-until-listening.ts';

/** Waits until Caddy says that all of its servers are there. Its words are those of `caddy run`. */
export async function waitUntilServing(
	child: Child,
	{ startupMs, signal }: Waiting,
): Promise<'serving' | 'ended' | 'late' | 'aborted'> {
	const deadline = performance.now() + startupMs;
	for (;;) {
		if (signal.aborted) return 'aborted';
		if (child.output().includes('"serving initial configuration"')) return 'serving';
		if (child.ended() !== null) return 'ended';
		if (performance.now() > deadline) return 'late';
		await pause(10);
	}
}
