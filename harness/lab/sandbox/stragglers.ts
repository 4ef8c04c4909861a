/**
 * Processes that left the group in which they were started (daemons, by setsid(2)). They are known by
 * a variable that all that is started in a sandbox inherits; only Linux lets us look for it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** The variable whose value is the folder of the sandbox. */
export const sandboxVariable = 'MTLS_GAUNTLET_SANDBOX';

/** Asks those of that sandbox to end, and after a while insists. */
export async function endStragglers(folder: string, graceMs: number): Promise<void> {
	const deadline = performance.now() + graceMs;
	let left = stragglersOf(folder);
	for (const pid of left) signal(pid, 'SIGTERM');
	while (left.length > 0) {
		if (performance.now() > deadline) {
			for (const pid of left) signal(pid, 'SIGKILL');
			return;
		}
		await pause(20);
		left = stragglersOf(folder);
	}
}

function stragglersOf(folder: string): readonly number[] {
	if (process.platform !== 'linux') return [];
	const variable = `\0${sandboxVariable}=${folder}\0`;
	return readdirSync('/proc')
		.filter((name) => /^\d+$/u.test(name) && environmentOf(name).includes(variable))
		.map(Number);
}

/** As it was at its start, variables between NULs; empty where it is not ours to see (proc(5)). */
function environmentOf(pid: string): string {
	try {
		return `\0${readFileSync(`/proc/${pid}/environ`, 'utf8')}`;
	} catch {
		return '';
	}
}

function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch {
		// ESRCH: it has ended meanwhile.
	}
}
