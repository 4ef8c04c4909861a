import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { HostPort } from '../options.ts';
import type { Child } from './sandbox.ts';

export interface Waiting {
	/** Milliseconds. */
	readonly startupMs: number;
	readonly signal: AbortSignal;
}

/**
 * Connects until the address answers. `ended`: the server is gone; `late`: it does not listen in
 * time; `aborted`: nobody waits any more.
 */
export async function waitUntilListening(
	child: Child,
	{ host, port }: HostPort,
	{ startupMs, signal }: Waiting,
): Promise<'listening' | 'ended' | 'late' | 'aborted'> {
	const deadline = performance.now() + startupMs;
	for (;;) {
		if (signal.aborted) return 'aborted';
		if (child.ended() !== null) return 'ended';
		if (await connects(host, port)) return 'listening';
		if (performance.now() > deadline) return 'late';
		await pause(10);
	}
}

function connects(host: string, port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, host);
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}
