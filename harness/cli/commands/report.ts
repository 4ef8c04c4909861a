import type { Command } from 'commander';
import { exitCode } from '../../conclude.ts';
import type { Run } from '../../finding.ts';
import { rejudge } from '../../rejudge.ts';
import { UsageError } from '../../usage-error.ts';
import { deliver } from '../deliver.ts';
import type { RawOptions } from '../option-table.ts';
import { buildCommandOptions } from '../options.ts';
import { parseRunSettings } from '../parse-options.ts';
import type { Act } from '../program.ts';
import { spellOutStrict } from '../read-options.ts';
import { readInput } from '../read-input.ts';
import { parseReporters } from '../reporter-option.ts';

/** `mtls-gauntlet report <report.json>`: judge and render a saved run again. */
export function addReportCommand(program: Command, act: Act): void {
	const command = program
		.command('report')
		.description('judge and render a saved run again, without any connection')
		.argument('<report.json>', 'what --reporter json=FILE wrote');
	buildCommandOptions(command, ['failOn', 'strict', 'strictAlerts', 'reporter']).action(
		(path: string, flags: RawOptions) =>
			act(async (io) => {
				const settings = await parseRunSettings(spellOutStrict(flags), io);
				const reporters = parseReporters(flags.reporter ?? []);
				const file = await readInput('report', path, io.cwd);
				const saved = await readRun(file.contents.toString('utf8'), path);
				const run = rejudge(saved, settings);
				await deliver(run, { reporters, file: null }, io);
				return exitCode(run);
			}),
	);
}

async function readRun(text: string, path: string): Promise<Run> {
	const { parseReport } = await import('../../../reports/parse-report.ts');
	try {
		return parseReport(text);
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		throw new UsageError(`${path}: ${message}`, '--reporter json=FILE writes what is read here', {
			cause: error,
		});
	}
}
