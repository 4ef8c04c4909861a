/** A run in this process by the options of the command line, through the public API. */
import { tmpdir } from 'node:os';
import { parseRunOptions, type Run, startRun } from '../../harness/index.ts';

/** Options by their long names, as a config file writes them. */
export type GivenOptions = Parameters<typeof parseRunOptions>[0];

export async function runHere(url: string, options: GivenOptions): Promise<Run> {
	const { run } = await parseRunOptions(options, { url, env: {}, cwd: tmpdir() });
	return (await startRun(run, AbortSignal.timeout(60_000))).run;
}
