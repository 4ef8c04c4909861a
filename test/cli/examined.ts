/** `doctor`, and the run that its word is held against. */
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { optionFlag, optionNames, type RawOptions } from '../../harness/cli/option-table.ts';
import { parseRunOptions } from '../../harness/cli/parse-options.ts';
import { runProgram } from '../../harness/cli/program.ts';
import { exitCode } from '../../harness/conclude.ts';
import type { Examination } from '../../harness/doctor/check.ts';
import type { Run } from '../../harness/finding.ts';
import { startRun } from '../../harness/run.ts';
import { UsageError } from '../../harness/usage-error.ts';

/** Carries out `doctor --json`, and reads what it says. */
export async function examined(
	url: string | null,
	options: RawOptions,
): Promise<{ readonly code: number; readonly examination: Examination }> {
	const { code, stdout, stderr } = await doctor(url, options, '--json');
	expect(stdout, stderr).to.not.equal('');
	return { code, examination: JSON.parse(stdout) as Examination };
}

/** In this process: what is asked of it is what it prints and how it ends. */
export async function doctor(
	url: string | null,
	options: RawOptions,
	...args: readonly string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
	let [stdout, stderr] = ['', ''];
	const code = await runProgram(['doctor', ...[url ?? []].flat(), ...args, ...written(options)], {
		stdout: { write: (text) => (stdout += text) },
		stderr: { write: (text) => (stderr += text) },
		...surroundings,
		probeThread: new URL(import.meta.url),
	});
	return { code, stdout, stderr };
}

function written(options: RawOptions): readonly string[] {
	return optionNames.flatMap((name) =>
		[options[name] ?? []].flat().map((value) =>
			// A switch takes no value.
			value === true ? optionFlag(name) : `${optionFlag(name)}=${String(value)}`,
		),
	);
}

/** The exit code of a run with the same options. */
export async function exitOfRun(url: string, options: RawOptions): Promise<number> {
	try {
		return exitCode(await runOf(url, options));
	} catch (error) {
		if (error instanceof UsageError) return 2;
		throw error;
	}
}

/** A run with these options, as the library makes it. */
export async function runOf(url: string, options: RawOptions): Promise<Run> {
	const { run } = await parseRunOptions(options, { url, ...surroundings });
	return (await startRun(run, new AbortController().signal)).run;
}

const surroundings = { env: {}, cwd: tmpdir() };
