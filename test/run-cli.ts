/** Runs the command line as a user does: a process of its own, with files. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '../harness/finding.ts';
import { parseReport } from '../reports/parse-report.ts';

export interface CliResult {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

const bin = fileURLToPath(new URL('../harness/cli/bin.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');

/** Starts the CLI; `signalled` may send signals to the process while it runs. */
export function runCli(
	args: readonly string[],
	options: {
		readonly cwd?: string;
		readonly env?: Readonly<Record<string, string>>;
		readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
	} = {},
): Promise<CliResult> {
	return new Promise((resolve, reject) => {
		const { MTLS_GAUNTLET_URL: _, FORCE_COLOR: __, ...env } = process.env;
		const child = spawn(process.execPath, ['--import', tsx, bin, ...args], {
			cwd: options.cwd ?? tmpdir(),
			env: { ...env, ...options.env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let [stdout, stderr] = ['', ''];
		child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => {
			stderr += chunk.toString();
			options.onStderr?.(stderr, (signal) => child.kill(signal));
		});
		child.once('error', reject);
		child.once('close', (code) => resolve({ code, stdout, stderr }));
	});
}

export interface ReportedRun extends CliResult {
	readonly run: Run;
}

/** Runs with `--reporter json=-` and reads the report. */
export async function runForReport(
	args: readonly string[],
	env: Readonly<Record<string, string>> = {},
): Promise<ReportedRun> {
	const result = await runCli([...args, '--reporter', 'json=-'], { env });
	try {
		return { ...result, run: parseReport(result.stdout) };
	} catch (error) {
		throw new Error(`no report (exit ${result.code}): ${result.stderr}`, { cause: error });
	}
}

/** A folder for one test file's PEMs; call `remove` after. */
export function temporaryFolder(): {
	path: (name: string) => string;
	write: (name: string, text: string) => string;
	remove: () => void;
} {
	const folder = mkdtempSync(join(tmpdir(), 'mtls-gauntlet-test-'));
	const path = (name: string): string => join(folder, name);
	return {
		path,
		write(name, text) {
			writeFileSync(path(name), text, { mode: 0o600 });
			return path(name);
		},
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}

/** The ids that fail the run, each once, sorted. */
export function failingIds(run: Run): readonly string[] {
	return [...new Set(run.findings.filter((it) => it.fails).map(({ id }) => id))].toSorted();
}
