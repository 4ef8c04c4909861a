import type { RunOptions } from '../options.ts';

/** One of several targets of a run. */
export interface FleetTarget extends Pick<RunOptions, 'target' | 'paths' | 'failOn'> {
	/** What the config calls it; `null` where that is the URL. */
	readonly name: string | null;
	/**
	 * Everything that its run is told, read anew: materials are in memory only while they are needed.
	 * @throws UsageError when a file changed meanwhile and can no longer be used.
	 */
	readonly options: () => Promise<RunOptions>;
}
