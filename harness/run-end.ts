import { setMaxListeners } from 'node:events';

export interface RunEnd {
	/** Aborts when the run is interrupted or its deadline passes. */
	readonly signal: AbortSignal;
	/** To be called when the run is over: what waits for its end would keep the process alive. */
	release(): void;
}

/**
 * When a run has to end. Not `AbortSignal.any([…, AbortSignal.timeout()])`: nothing else refers to
 * that timeout, and when it is garbage-collected it never fires (Node 20).
 */
export function runEnd(interrupt: AbortSignal, deadlineMs: number | null): RunEnd {
	const end = new AbortController();
	// Every connection of the run listens to it.
	setMaxListeners(0, end.signal);
	const abort = (): void => end.abort();
	if (interrupt.aborted) abort();
	interrupt.addEventListener('abort', abort, { once: true });
	const timer = deadlineMs === null ? undefined : setTimeout(abort, deadlineMs);
	return {
		signal: end.signal,
		release() {
			clearTimeout(timer);
			interrupt.removeEventListener('abort', abort);
		},
	};
}
