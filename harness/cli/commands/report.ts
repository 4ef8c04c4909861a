import { type Command, Option } from 'commander';
import { exitCode } from '../../conclude.ts';
import { rejudge } from '../../rejudge.ts';
import { compared, readBase } from '../compare-option.ts';
import { deliver } from '../deliver.ts';
import type { RawOptions } from '../option-table.ts';
import { buildCommandOptions } from '../options.ts';
import { parseRunSettings } from '../parse-options.ts';
import type { Act } from '../program.ts';
import { readRun } from '../read-run.ts';
import { spellOutStrict } from '../read-options.ts';
import { parseReporters } from '../reporter-option.ts';

/** `mtls-gauntlet report <report.json>`: judge and render a saved run again. */
export function addReportCommand(program: Command, act: Act): void {
	const command = program
		.command('report')
		.description('judge and render a saved run again, without any connection')
		.argument('<report.json>', 'what --reporter json=FILE wrote');
	buildCommandOptions(command, ['failOn', 'strict', 'strictAlerts', 'reporter'])
		.addOption(
			new Option(
				'--compare <base.json>',
				'fail only for what is weaker than in that run',
			).helpGroup('How to judge:'),
		)
		.action((path: string, { compare, ...flags }: RawOptions & { readonly compare?: string }) =>
			act(async (io) => {
				const settings = await parseRunSettings(spellOutStrict(flags), io);
				const reporters = parseReporters(flags.reporter ?? []);
				const judged = rejudge(await readRun('report', path, io.cwd), settings);
				const base = compare === undefined ? null : await readBase(compare, io);
				const run = base === null ? judged : compared(judged, base);
				await deliver(run, { reporters, file: null }, io);
				return exitCode(run);
			}),
		);
}
