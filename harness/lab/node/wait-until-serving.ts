import type { LabGround } from '../lab.ts';
import type { Child } from '../sandbox/child.ts';
import { type Readiness, waitUntil } from '../start/wait-until.ts';
import type { Listening, Report } from './message.ts';

/**
 * Waits for a server that asks for certificates, and then until nothing else begins to listen.
 * `ready`: also where only others listen, and have for a while. `late`: nothing listens in time.
 */
export async function waitUntilServing(
	child: Child,
	reports: () => readonly Report[],
	waiting: Pick<LabGround, 'startupMs' | 'signal'>,
): Promise<Readiness> {
	let listening = 0;
	let changedAt = performance.now();
	const isQuiet = (): boolean => {
		const servers = reports().filter((it): it is Listening => it.kind === 'listening');
		if (servers.length !== listening) {
			listening = servers.length;
			changedAt = performance.now();
		}
		const isAsking = servers.some(({ asks }) => asks !== null);
		const quietMs = isAsking ? quietAfterAskingMs : quietAfterOthersMs;
		return listening > 0 && performance.now() - changedAt >= quietMs;
	};
	const outcome = await waitUntil(child, isQuiet, waiting);
	return outcome === 'late' && listening > 0 ? 'ready' : outcome;
}

/** Scripts that open several servers do it one right after the other. */
const quietAfterAskingMs = 100;
/** The one that asks may wait for something that the other servers do not need. */
const quietAfterOthersMs = 1500;
