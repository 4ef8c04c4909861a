import { setMaxListeners } from 'node:events';

export interface RunEnd {
	/** Aborts when the run is interrupted or its deadline passes. */
	readonly signal: AbortSignal;
	/** What there is to close when the run is over, whichever way it ends. */
	closing(thing: { close(): Promise<void> }): void;
	/** To be called when the run is over: what waits for its end would keep the process alive. */
	release(): Promise<void>;
}

/**
 * When a run has to end. Not `AbortSignal.any([…, AbortSignal.timeout()])`: nothing else refers to
 * that timeout, and when it is garbage-collected it never fires (Node 20).
 */
export function runEnd(interrupt: AbortSignal, deadlineMs: number | null): RunEnd {
	const end = new AbortController();
	// Every connection of the run listens to it.
	setMaxListeners(0, end.signal);
	const things: { close(): Promise<void> }[] = [];
	const abort = (): void => end.abort();
	if (interrupt.aborted) abort();
	interrupt.addEventListener('abort', abort, { once: true });
	const timer = deadlineMs === null ? undefined : setTimeout(abort, deadlineMs);
	return {
		signal: end.signal,
		closing(thing) {
			things.push(thing);
		},
		async release() {
			clearTimeout(timer);
			interrupt.removeEventListener('abort', abort);
			await Promise.all(things.splice(0).map((thing) => thing.close()));
		},
	};
}
