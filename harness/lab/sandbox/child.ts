import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { groupEnds, isGroupAlive, signalGroup } from './process-group.ts';

/** A program to start. */
export interface ChildPlan {
	readonly command: string;
	readonly args: readonly string[];
	readonly cwd: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Milliseconds that its group is given to end once it was asked to; 5000 unless told otherwise. */
	readonly graceMs?: number;
}

/** A process that was started in a sandbox. */
export interface Child {
	/** `null` where it could not be started. */
	readonly pid: number | null;
	/** The end of what it wrote so far, at most 64 KiB. */
	output(): string;
	/** All of it, until the sandbox is closed; `null` where it could not be started. */
	readonly outputFile: string | null;
	/** How it ended: `exit code 1`, `SIGSEGV`, `nginx: not found`; `null` while it runs. */
	ended(): string | null;
	/** Whether anybody of its process group lives: it may end and leave others there. */
	isGroupAlive(): boolean;
	/** Resolves when it has ended. */
	readonly exited: Promise<void>;
	/** Resolves when it has ended and nobody of its group was left then, or when `stop` is through. */
	readonly gone: Promise<void>;
	/** Ends its whole process group: asks, and after a while insists. Safe to call again. */
	stop(): Promise<void>;
}

/** Milliseconds that a group is given to end unless it is told otherwise. */
export const usualGraceMs = 5000;

/** Starts a program in a process group of its own; what it writes goes to the end of a file. */
export function startChild(
	{ command, args, cwd, env, graceMs = usualGraceMs }: ChildPlan,
	outputFile: string,
): Child {
	const child = spawnInto(outputFile, (output) =>
		spawn(command, [...args], {
			cwd,
			env,
			// A file, not a pipe: servers reopen /dev/stdout, and Node's pipes are sockets (ENXIO).
			stdio: ['ignore', output, output],
			detached: true,
		}),
	);
	if (child instanceof Error) return neverStarted(`${command}: ${child.message}`);
	let end: string | null = null;
	let lastWords: string | null = null;
	const { pid } = child;
	let isGone = false;
	const exited = new Promise<void>((resolve) => {
		child.once('exit', (code, signal) => {
			end = signal ?? `exit code ${code}`;
			isGone = pid === undefined || !isGroupAlive(pid);
			resolve();
		});
		child.once('error', (error: NodeJS.ErrnoException) => {
			end ??= `${command}: ${whyNotStarted(error, cwd)}`;
			isGone = true;
			resolve();
		});
	});
	let leave = (): void => {};
	const gone = new Promise<void>((resolve) => {
		leave = resolve;
		void exited.then(() => isGone && resolve());
	});
	const stop = async (): Promise<void> => {
		if (pid !== undefined && !isGone) {
			signalGroup(pid, 'SIGTERM');
			if (!(await groupEnds(pid, graceMs))) {
				signalGroup(pid, 'SIGKILL');
				// What waits for a device cannot be killed before it is answered.
				await groupEnds(pid, usualGraceMs);
			}
		}
		await exited;
		lastWords ??= endOf(outputFile);
		isGone = true;
		leave();
	};
	let stopping: Promise<void> | null = null;
	return {
		pid: pid ?? null,
		output: () => lastWords ?? endOf(outputFile),
		outputFile,
		ended: () => end,
		isGroupAlive: () => pid !== undefined && !isGone && isGroupAlive(pid),
		exited,
		gone,
		stop() {
			stopping ??= stop();
			return stopping;
		},
	};
}

/** Some errors are thrown (too many arguments), others come as an event. */
function spawnInto(
	outputFile: string,
	start: (output: number) => ChildProcess,
): ChildProcess | Error {
	const output = openSync(outputFile, 'a', 0o600);
	try {
		return start(output);
	} catch (error) {
		return error instanceof Error ? error : new Error(String(error));
	} finally {
		closeSync(output);
	}
}

function neverStarted(end: string): Child {
	return {
		pid: null,
		output: () => '',
		outputFile: null,
		ended: () => end,
		isGroupAlive: () => false,
		exited: Promise.resolve(),
		gone: Promise.resolve(),
		stop: () => Promise.resolve(),
	};
}

/** spawn(2) says ENOENT of the folder as of the program. */
function whyNotStarted({ code, message }: NodeJS.ErrnoException, cwd: string): string {
	// Also where a folder of PATH cannot be looked into.
	if (code === 'EACCES') return 'not found, or not executable';
	if (code !== 'ENOENT') return message;
	return existsSync(cwd) ? 'not found' : `the folder ${cwd} is not there`;
}

function endOf(file: string): string {
	let open: number;
	try {
		open = openSync(file, 'r');
	} catch {
		return '';
	}
	try {
		const { size } = fstatSync(open);
		const end = Buffer.alloc(Math.min(size, longestOutput));
		const length = readSync(open, end, 0, end.length, size - end.length);
		return end.toString('utf8', 0, length);
	} finally {
		closeSync(open);
	}
}

const longestOutput = 64 * 1024;
