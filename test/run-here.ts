/** Runs the command line in this process: as a user does, without the time that a process takes. */
import { runProgram } from '../harness/cli/program.ts';
import type { CliResult } from './run-cli.ts';

/** What the command line printed, and how its process would have ended. */
export async function runHere(
	args: readonly string[],
	{ cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<CliResult> {
	let [stdout, stderr] = ['', ''];
	const code = await runProgram(args, {
		stdout: { write: (text) => (stdout += text) },
		stderr: { write: (text) => (stderr += text) },
		...{ env, cwd },
		probeThread: new URL('../harness/probe/thread.ts', import.meta.url),
	});
	return { code, stdout, stderr };
}
