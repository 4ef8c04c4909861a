import { type Command, Option } from 'commander';
import { exitCode } from '../../conclude.ts';
import type { Run } from '../../finding.ts';
import { rejudge } from '../../rejudge.ts';
import { compared, readBase } from '../compare-option.ts';
import { configHere } from '../config-here.ts';
import type { RawOptions } from '../option-table.ts';
import { buildCommandOptions } from '../options.ts';
import { parseRunSettings } from '../parse-options.ts';
import { UsageError } from '../../usage-error.ts';
import type { Act } from '../program.ts';
import { readRun } from '../read-run.ts';
import { spellOutStrict } from '../read-options.ts';
import { parseReporters } from '../reporter-option.ts';
import { addUpdateWaivers, judgeAndDeliver, loadWaivers } from '../waivers.ts';

interface ReportFlags extends RawOptions {
	readonly compare?: string;
	readonly updateWaivers?: boolean;
}

/** `mtls-gauntlet report <report.json>`: judge and render a saved run again. */
export function addReportCommand(program: Command, act: Act): void {
	const command = program
		.command('report')
		.description('judge and render a saved run again, without any connection')
		.argument('<report.json>', 'what --reporter json=FILE (or jsonl=FILE) wrote');
	buildCommandOptions(
		command
			.command('merge')
			.description('put the shards of a run together, whose exit code it then has')
			.argument('<part...>', 'what --reporter jsonl=FILE (or json=FILE) wrote, or folders of it'),
		['reporter'],
	).action((paths: readonly string[]) =>
		act(async (io) => {
			// commander takes what stands behind `merge` for options of `report`, which has them too.
			const { reporter = [], ...others }: RawOptions = command.opts();
			const [other] = Object.keys(others);
			if (other !== undefined) {
				throw new UsageError(
					`report merge: ${other} would judge anew, and parts are put together as they are`,
					'mtls-gauntlet report judges what --reporter json=FILE makes of them',
				);
			}
			const { mergeReports } = await import('../targets/merge-command.ts');
			return mergeReports(paths, reporter, io);
		}),
	);
	const names = ['failOn', 'strict', 'strictAlerts', 'waivers', 'variants', 'reporter'] as const;
	addUpdateWaivers(buildCommandOptions(command, names))
		.addOption(
			new Option(
				'--compare <base.json>',
				'fail only for what is weaker than in that run',
			).helpGroup('How to judge:'),
		)
		.action((path: string, { compare, ...flags }: ReportFlags) =>
			act(async (io) => {
				const settings = await parseRunSettings(spellOutStrict(flags), io);
				const reporters = parseReporters(flags.reporter ?? []);
				const judged = rejudge(await readRun('report', path, io.cwd), settings);
				const base = compare === undefined ? null : await readBase(compare, io);
				const hold = base === null ? {} : { hold: (run: Run) => compared(run, base) };
				const waivers = await loadWaivers(flags, settings, io);
				const told = { waivers, ...hold };
				const file = await configHere(io.cwd);
				return exitCode(await judgeAndDeliver(judged, told, { reporters, file }, io));
			}),
		);
}
