import type { Run } from '../finding.ts';
import { reporters } from '../../reports/index.ts';
import { writeReport } from '../../reports/write-report.ts';
import { UsageError } from '../usage-error.ts';
import { type Io, wantsColor } from './io.ts';
import type { ReporterSpec } from './reporter-option.ts';

export interface Delivery {
	readonly reporters: readonly ReporterSpec[];
	/** The config file, so that annotations land in it. */
	readonly file: string | null;
}

/**
 * Writes every report. The terminal always gets one: on stderr when stdout is taken.
 * @throws UsageError for the first file that cannot be written.
 */
export async function deliver(
	run: Run,
	{ reporters: specs, file }: Delivery,
	io: Io,
): Promise<void> {
	const options = { ...(file === null ? {} : { file }), color: false };
	const unwritten: UsageError[] = [];
	for (const spec of specs) {
		if (spec.kind === 'list') continue;
		const render = await reporters[spec.kind]();
		const text = render(run, options);
		if (spec.file === null) io.stdout.write(text);
		else unwritten.push(...(await writeFile(spec.file, text)));
	}
	const isStdoutTaken = specs.some((spec) => spec.kind === 'json' && spec.file === null);
	const terminal = isStdoutTaken ? io.stderr : io.stdout;
	const render = await reporters.list();
	terminal.write(render(run, { ...options, color: wantsColor(terminal, io) }));
	// Only now: what was found is shown all the same.
	if (unwritten[0] !== undefined) throw unwritten[0];
}

/** What went wrong, if anything. */
async function writeFile(file: string, text: string): Promise<readonly UsageError[]> {
	try {
		await writeReport(file, text);
		return [];
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		return [new UsageError(message, 'the run was made all the same', { cause: error })];
	}
}
