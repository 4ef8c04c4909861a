/** Waiting for a server that was just started. */
import { setTimeout as pause } from 'node:timers/promises';
import type { HostPort } from '../../options.ts';
import type { LabGround } from '../lab.ts';
import type { Child } from '../sandbox/child.ts';
import { isOpen } from './is-open.ts';

/** `ended`: the server is gone; `late`: it is not ready in time; `aborted`: nobody waits any more. */
export type Readiness = 'ready' | 'ended' | 'late' | 'aborted';

type Waiting = Pick<LabGround, 'startupMs' | 'signal'>;

/** Asks again and again whether it is ready. */
export async function waitUntil(
	child: Pick<Child, 'ended'>,
	isReady: () => boolean | Promise<boolean>,
	{ startupMs, signal }: Waiting,
): Promise<Readiness> {
	const deadline = performance.now() + startupMs;
	for (;;) {
		if (signal.aborted) return 'aborted';
		if (child.ended() !== null) return 'ended';
		if (await isReady()) return 'ready';
		if (performance.now() > deadline) return 'late';
		await pause(10);
	}
}

/** Ready is who takes connections at that address. */
export function waitUntilListening(
	child: Pick<Child, 'ended'>,
	address: HostPort,
	waiting: Waiting,
): Promise<Readiness> {
	return waitUntil(child, () => isOpen(address), waiting);
}
