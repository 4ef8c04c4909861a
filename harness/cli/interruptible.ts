/** Runs something that Ctrl-C ends early: the first asks it to, the second does not wait for it. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
	const interrupt = new AbortController();
	const stop = (): void => {
		// Who asks twice does not want to wait for reports.
		if (interrupt.signal.aborted) process.exit(130);
		interrupt.abort();
	};
	process.on('SIGINT', stop).on('SIGTERM', stop);
	try {
		return await work(interrupt.signal);
	} finally {
		process.off('SIGINT', stop).off('SIGTERM', stop);
	}
}
