/** Process groups: what a program started is in the group that it was started in. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Sends a signal to everybody in a group; nobody may be left. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-group, signal);
	} catch {
		// ESRCH: nobody of the group is left.
	}
}

/** Whether anybody of a group lives. */
export function isGroupAlive(group: number): boolean {
	try {
		process.kill(-group, 0);
	} catch (error) {
		// EPERM: somebody who gave up our user is left.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
	return process.platform === 'linux' ? hasLivingMember(group) : true;
}

/** Waits until nobody of a group lives; says whether that came true in time. */
export async function groupEnds(group: number, withinMs: number): Promise<boolean> {
	const deadline = performance.now() + withinMs;
	while (isGroupAlive(group)) {
		if (performance.now() > deadline) return false;
		await pause(20);
	}
	return true;
}

/** Orphans whose parent never asks for them stay for good, as dead as they are (proc(5), state Z). */
function hasLivingMember(group: number): boolean {
	let names: readonly string[];
	try {
		names = readdirSync('/proc');
	} catch {
		return true;
	}
	return names.some((name) => /^\d+$/u.test(name) && isLivingMember(name, group));
}

function isLivingMember(pid: string, group: number): boolean {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
		// The name, in parentheses, may hold anything.
		const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return Number(itsGroup) === group && state !== 'Z' && state !== 'X';
	} catch {
		return false;
	}
}
