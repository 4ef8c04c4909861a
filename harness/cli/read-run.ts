import type { Run } from '../finding.ts';
import { UsageError } from '../usage-error.ts';
import { readInput } from './read-input.ts';

/**
 * Reads a saved run that an option or argument names.
 * @throws UsageError when the file cannot be read, or holds no report of this schema.
 */
export async function readRun(option: string, path: string, cwd: string): Promise<Run> {
	const file = await readInput(option, path, cwd, mostMebibytes);
	const text = file.contents.toString('utf8');
	try {
		const { isJsonLines, parseJsonLines } = await import('../../reports/parse-json-lines.ts');
		if (isJsonLines(text.slice(0, 64))) return await parseJsonLines(text);
		const { parseReport } = await import('../../reports/parse-report.ts');
		return parseReport(text);
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		throw new UsageError(
			`${path}: ${message}`,
			'--reporter json=FILE or jsonl=FILE writes what is read here',
			{
				cause: error,
			},
		);
	}
}

/** A protected path of a lab is some 2 MiB, and a config may have a hundred. */
const mostMebibytes = 256;
