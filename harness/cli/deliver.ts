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

/** Writes every report. The terminal always gets one: on stderr when stdout is taken. */
export async function deliver(
	run: Run,
	{ reporters: specs, file }: Delivery,
	io: Io,
): Promise<void> {
	const options = { ...(file === null ? {} : { file }), color: false };
	for (const spec of specs) {
		if (spec.kind === 'list') continue;
		const render = await reporters[spec.kind]();
		const text = render(run, options);
		if (spec.file === null) io.stdout.write(text);
		else await written(spec.file, text);
	}
	const isStdoutTaken = specs.some((spec) => spec.kind === 'json' && spec.file === null);
	const terminal = isStdoutTaken ? io.stderr : io.stdout;
	const render = await reporters.list();
	terminal.write(render(run, { ...options, color: wantsColor(terminal, io) }));
}

async function written(file: string, text: string): Promise<void> {
	try {
		await writeReport(file, text);
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		throw new UsageError(message, 'the run itself was made', { cause: error });
	}
}
