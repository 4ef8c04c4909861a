/** The summary of a step of GitHub Actions: a file that the report is appended to. */
import { appendFile, stat } from 'node:fs/promises';
import type { Io } from './io.ts';

/** Whether a step of GitHub Actions is run. */
export function hasStepSummary({ env }: Pick<Io, 'env'>): boolean {
	return (env['GITHUB_STEP_SUMMARY'] ?? '') !== '';
}

/**
 * Appends to `$GITHUB_STEP_SUMMARY`; elsewhere it does nothing. GitHub drops a summary of more than
 * 1 MiB as a whole, so what other commands wrote goes first.
 * @throws Error naming the file when it cannot be written.
 */
export async function appendStepSummary(text: string, { env, stderr }: Io): Promise<void> {
	const file = env['GITHUB_STEP_SUMMARY'] ?? '';
	if (file === '') return;
	try {
		const before = await stat(file).then(({ size }) => size, absent);
		const separated = before === 0 ? text : `\n${text}`;
		if (before + Buffer.byteLength(separated) > largest) {
			stderr.write('mtls-gauntlet: the step summary has no room for the report\n');
			return;
		}
		await appendFile(file, separated);
	} catch (error) {
		const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
		throw new Error(`report cannot be written: ${file}: ${why}`, { cause: error });
	}
}

function absent(error: unknown): 0 {
	if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
	throw error;
}

/** Bytes. */
const largest = 1024 * 1024;
