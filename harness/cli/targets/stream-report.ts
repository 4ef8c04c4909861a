import { jsonForLog } from '../../../reports/escape.ts';
import type { ReportOptions } from '../../../reports/reporter.ts';
import { asSpooled } from '../../../reports/spooled-run.ts';
import { writeReport } from '../../../reports/write-report.ts';
import type { Run, SpooledRun } from '../../finding.ts';
import type { Io } from '../io.ts';
import type { ReporterSpec } from '../reporter-option.ts';

/** What there is to write. */
export interface Streamed {
	readonly run: Run;
	/** Where the findings are on disk; `null` where the run has all of them. */
	readonly spooled: SpooledRun | null;
	readonly options: ReportOptions;
	readonly io: Io;
}

/**
 * Writes a report piece by piece; `null` where that one is made of the whole run.
 * @throws Error when it cannot be written.
 */
export function streamReport(
	spec: ReporterSpec & { readonly file: string | null },
	{ run, spooled, options, io }: Streamed,
): Promise<void> | null {
	const { kind, file } = spec;
	if (kind === 'junit' && file?.includes(placeholder) === true) {
		return writeEach(file, spooled ?? asSpooled(run), options);
	}
	if (spooled === null) return null;
	switch (kind) {
		case 'json':
			return written(file, io, async () => (await jsonStream()).streamJson(spooled));
		case 'jsonl':
			return written(file, io, async () => (await jsonLines()).streamJsonLines(spooled));
		case 'junit':
			return written(file, io, async () => (await junit()).streamJunit(spooled, options));
		case 'sarif':
			return written(file, io, async () => (await sarif()).streamSarif(spooled, options));
		case 'tap':
			return written(file, io, async () => (await tap()).streamTap(spooled));
		default:
			return null;
	}
}

async function written(
	file: string | null,
	{ stdout }: Io,
	begin: () => Promise<AsyncIterable<string>>,
): Promise<void> {
	const pieces = await begin();
	if (file !== null) return writeReport(file, batched(pieces));
	for await (const text of batched(pieces)) stdout.write(jsonForLog(text));
}

async function writeEach(file: string, run: SpooledRun, options: ReportOptions): Promise<void> {
	for await (const { name, text } of (await junit()).junitFiles(run, options)) {
		await writeReport(file.replaceAll(placeholder, name), text);
	}
}

// Loaded when they are asked for, like every report.
const jsonStream = () => import('../../../reports/json-stream.ts');
const jsonLines = () => import('../../../reports/json-lines.ts');
const junit = () => import('../../../reports/junit-stream.ts');
const sarif = () => import('../../../reports/sarif.ts');
const tap = () => import('../../../reports/tap.ts');

/** A line a write would be slow. */
async function* batched(pieces: AsyncIterable<string>): AsyncIterable<string> {
	let batch = '';
	for await (const piece of pieces) {
		batch += piece;
		if (batch.length < batchLength) continue;
		yield batch;
		batch = '';
	}
	yield batch;
}

/** Stands for a name of the target in the name of a file. */
export const placeholder = '{target}';
const batchLength = 2 ** 18;
