import pLimit from 'p-limit';

export interface Pool {
	/** Carries a task out when all that were given before it have begun. */
	inTurn<T>(task: () => Promise<T>): Promise<T>;
	/** Carries a task out before all that still wait for their turn. */
	next<T>(task: () => Promise<T>): Promise<T>;
}

/** Carries out so many tasks at a time. A control is worth something only if it does not wait. */
export function createPool(concurrency: number): Pool {
	const waiting = pLimit(concurrency);
	const running = pLimit(concurrency);
	return {
		inTurn: (task) => waiting(() => running(task)),
		next: (task) => running(task),
	};
}
