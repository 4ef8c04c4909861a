import { setTimeout as pause } from 'node:timers/promises';
import type { LabGround } from '../lab.ts';
import type { Child } from '../sandbox.ts';
import type { Listening, Report } from './message.ts';

/**
 * Waits for a server that asks for certificates, and then until nothing else begins to listen.
 * `serving`: also where only others listen, and have for a while. `late`: nothing listens in time.
 */
export async function waitUntilServing(
	child: Child,
	reports: () => readonly Report[],
	{ startupMs, signal }: Pick<LabGround, 'startupMs' | 'signal'>,
): Promise<'serving' | 'ended' | 'late' | 'aborted'> {
	const deadline = performance.now() + startupMs;
	let listening = 0;
	let changedAt = performance.now();
	for (;;) {
		if (signal.aborted) return 'aborted';
		if (child.ended() !== null) return 'ended';
		const servers = reports().filter((it): it is Listening => it.kind === 'listening');
		const now = performance.now();
		if (servers.length !== listening) {
			listening = servers.length;
			changedAt = now;
		}
		const isAsking = servers.some(({ asks }) => asks !== null);
		const quietMs = isAsking ? quietAfterAskingMs : quietAfterOthersMs;
		if (listening > 0 && now - changedAt >= quietMs) return 'serving';
		if (now > deadline) return listening > 0 ? 'serving' : 'late';
		await pause(10);
	}
}

/** Scripts that open several servers do it one right after the other. */
const quietAfterAskingMs = 100;
/** The one that asks may wait for something that the other servers do not need. */
const quietAfterOthersMs = 1500;
