/** Runs the command line as a user does: a process of its own, with files. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '../harness/finding.ts';
import { parseReport } from '../reports/parse-report.ts';
import { bundledCli } from './bundled-cli.ts';

export interface CliResult {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Starts the CLI; `onStart` and `onStderr` may send signals to the process while it runs. */
export async function runCli(
	args: readonly string[],
	options: {
		readonly cwd?: string;
		readonly env?: Readonly<Record<string, string>>;
		readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
		readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
	} = {},
): Promise<CliResult> {
	const bin = await bundledCli();
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [bin, ...args], {
			cwd: options.cwd ?? tmpdir(),
			env: { ...neutralEnvironment(), ...options.env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		options.onStart?.((signal) => child.kill(signal));
		let [stdout, stderr] = ['', ''];
		child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			stderr += text;
			options.onStderr?.(stderr, (signal) => child.kill(signal));
		});
		child.once('error', reject);
		child.once('close', (code) => resolve({ code, stdout, stderr }));
	});
}

/** The environment of the tests without what tells the CLI something. */
export function neutralEnvironment(): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) => !/^(?:MTLS_GAUNTLET_.*|FORCE_COLOR|NO_COLOR|DEBUG)$/u.test(name),
		),
	);
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
export function temporaryFolder(): TemporaryFolder {
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

export interface TemporaryFolder {
	/** The path that a file of that name has there. */
	path(name: string): string;
	/** Writes a file and says its path. */
	write(name: string, text: string): string;
	remove(): void;
}

/** The ids that fail the run, each once, sorted. */
export function failingIds(run: Run): readonly string[] {
	return [...new Set(run.findings.filter((it) => it.fails).map(({ id }) => id))].toSorted();
}
