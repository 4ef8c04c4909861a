import { jsonForLog } from '../../reports/escape.ts';
import { reporters } from '../../reports/index.ts';
import type { ReportOptions } from '../../reports/reporter.ts';
import { writeReport } from '../../reports/write-report.ts';
import type { Run, SpooledRun } from '../finding.ts';
import { UsageError } from '../usage-error.ts';
import { inRepository } from './in-repository.ts';
import { type Io, wantsColor } from './io.ts';
import { ReportFault } from './report-fault.ts';
import type { ReporterSpec } from './reporter-option.ts';
import { appendStepSummary, hasStepSummary } from './step-summary.ts';
import { targetLines } from './target-lines.ts';
import { streamReport } from './targets/stream-report.ts';
import { withoutCommands } from './without-commands.ts';

export interface Delivery {
	readonly reporters: readonly ReporterSpec[];
	/** The config file, so that annotations land in it. */
	readonly file: string | null;
}

/**
 * Writes every report, whatever becomes of another. The terminal always gets one, and annotations
 * stand behind it: on stderr when stdout is taken, which GitHub reads as well.
 * `spooled`: where `run` holds a part of its findings only, all of them.
 * @throws UsageError for the first file that cannot be written.
 * @throws ReportFault for the first report that cannot be made, unless the run itself ends with 1 or 130.
 */
export async function deliver(
	run: Run,
	{ reporters: specs, file }: Delivery,
	io: Io,
	spooled: SpooledRun | null = null,
): Promise<void> {
	const urls = run.targets.map(({ url }) => url);
	const lines = await targetLines(file, urls, io.cwd);
	const options = { ...inRepository(file, io), lines, color: false };
	const faults: Fault[] = [];
	const make = async (kind: keyof typeof reporters, also: Partial<ReportOptions> = {}) => {
		try {
			const render = await reporters[kind]();
			return render(run, { ...options, ...also });
		} catch (error) {
			faults.push(
				new ReportFault(`the report ${kind} cannot be made: ${told(error)}`, { cause: error }),
			);
			return null;
		}
	};
	const write = async (writing: Promise<void>): Promise<void> =>
		writing.catch((error: unknown) => {
			const hint = 'the run was made all the same';
			faults.push(new UsageError(told(error), hint, { cause: error }));
		});

	for (const spec of specs) {
		if (!('file' in spec)) continue;
		const streaming = streamReport(spec, { run, spooled, options, io });
		if (streaming !== null) {
			await write(streaming);
			continue;
		}
		const text = await make(spec.kind);
		if (text === null) continue;
		if (spec.file === null) io.stdout.write(spec.kind === 'tap' ? text : jsonForLog(text));
		else await write(writeReport(spec.file, text));
	}
	const isStdoutTaken = specs.some((spec) => 'file' in spec && spec.file === null);
	const log = isStdoutTaken ? io.stderr : io.stdout;
	const terminal = (await make('list', { color: wantsColor(log, io) })) ?? '';
	const isAnnotated = specs.some(({ kind }) => kind === 'github');
	log.write(isAnnotated ? withoutCommands(terminal, io) : terminal);
	if (isAnnotated) {
		log.write((await make('github')) ?? '');
		const summary = hasStepSummary(io) ? await make('markdown') : null;
		if (summary !== null) await write(appendStepSummary(summary, io));
	}
	settle(faults, run, io);
}

type Fault = UsageError | ReportFault;

/** Only now: what was found is shown all the same. One fault ends the run, the others are named. */
function settle(faults: readonly Fault[], run: Run, { stderr }: Io): void {
	const isDecided = run.interrupted || run.conclusion === 'deviates';
	const unwritten = faults.find((fault) => fault instanceof UsageError);
	const thrown = unwritten ?? (isDecided ? undefined : faults[0]);
	for (const fault of faults) {
		if (fault !== thrown) stderr.write(`mtls-gauntlet: ${fault.message}\n`);
	}
	if (thrown !== undefined) throw thrown;
}

function told(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
