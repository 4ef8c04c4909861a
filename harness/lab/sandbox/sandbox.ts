/** A folder for one lab and the processes that run in it. Both are gone when it is closed. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import { type Child, type ChildPlan, startChild, usualGraceMs } from './child.ts';
import { signalGroup } from './process-group.ts';
import { removeFolder } from './remove-folder.ts';
import { endStragglers, sandboxVariable } from './stragglers.ts';
import { startWatchdog } from './watchdog.ts';

/** Where a lab keeps all that it writes and starts. */
export interface Sandbox {
	/** Absolute; only its owner can look into it. */
	readonly folder: string;
	/**
	 * Writes a file (0600) below the folder, folders as needed; says its absolute path.
	 * @throws Error where the name leads out of the folder.
	 */
	write(name: string, contents: string | Buffer): string;
	/** Makes a folder (0700) below the folder; says its absolute path. @throws Error like `write`. */
	makeFolder(name: string): string;
	/** Starts a program in a process group of its own, its output in a file. */
	start(plan: ChildPlan): Child;
	/** Ends every process group and removes the folder. Safe to call again. */
	close(): Promise<void>;
}

/**
 * Makes a new sandbox below the folder for temporary files. Where this process ends without closing
 * it, be it by SIGKILL, a watchdog does: it asks the process groups to end, and after their grace
 * insists.
 * @throws UsageError where there is no such folder.
 */
export function openSandbox(): Sandbox {
	const folder = makeTemporaryFolder();
	const watchdog = startWatchdog(folder);
	const children = new Set<Child>();
	let started = 0;
	let closing: Promise<void> | null = null;
	const leave = (): void => {
		// Without the watchdog nobody is left to ask them and to wait.
		if (!watchdog.isAwake()) {
			for (const { pid } of children) if (pid !== null) signalGroup(pid, 'SIGKILL');
		}
		removeFolder(folder);
	};
	process.once('exit', leave);
	const below = (name: string): string => {
		if (closing !== null) throw new Error(`${name}: the sandbox is closed`);
		const path = resolve(folder, name);
		if (!path.startsWith(folder + sep)) throw new Error(`${name}: leads out of the sandbox`);
		mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
		return path;
	};
	const close = async (): Promise<void> => {
		await Promise.all([...children].map((child) => child.stop()));
		if (started > 0) await endStragglers(folder, usualGraceMs);
		removeFolder(folder);
		process.off('exit', leave);
		await watchdog.dismiss();
	};
	return {
		folder,
		write(name, contents) {
			const path = below(name);
			writeFileSync(path, contents, { mode: 0o600 });
			return path;
		},
		makeFolder(name) {
			const path = below(name);
			mkdirSync(path, { recursive: true, mode: 0o700 });
			return path;
		},
		start(plan) {
			started += 1;
			const env = { ...plan.env, [sandboxVariable]: folder };
			const child = startChild({ ...plan, env }, below(`output-${started}`));
			const { pid } = child;
			if (pid === null) return child;
			watchdog.watch(pid, plan.graceMs ?? usualGraceMs);
			children.add(child);
			// The number of a group that is gone may become somebody else's.
			void child.gone.then(() => {
				watchdog.forget(pid);
				return children.delete(child);
			});
			return child;
		},
		close() {
			closing ??= close();
			return closing;
		},
	};
}

function makeTemporaryFolder(): string {
	const parent = resolve(tmpdir());
	try {
		return mkdtempSync(join(parent, 'mtls-gauntlet-lab-'));
	} catch (error) {
		const { code = 'unknown error' } = error as NodeJS.ErrnoException;
		throw new UsageError(
			`${parent}: no sandbox can be made in this folder (${code})`,
			'TMPDIR names another one',
		);
	}
}
