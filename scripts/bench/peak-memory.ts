import { timed, type Timed } from './command.ts';

/** Runs a script of Node's and has it say at its end what memory it needed at the most, in MB. */
export async function timedWithMemory(
	args: readonly string[],
): Promise<Timed & { readonly megabytes: number }> {
	const tell = "process.once('exit', () => console.error(process.resourceUsage().maxRSS))";
	const hook = ['--import', `data:text/javascript,${encodeURIComponent(tell)}`];
	const ended = await timed(process.execPath, [...hook, ...args]);
	return { ...ended, megabytes: Number(ended.stderr.trim().split('\n').at(-1)) / 1024 };
}
