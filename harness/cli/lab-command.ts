/** What all commands of `lab` do: start, test, compare, report, and watch. */
import { printable } from '../../reports/escape.ts';
import { exitCode } from '../conclude.ts';
import type { Run } from '../finding.ts';
import type { LabSettings } from '../lab/lab-settings.ts';
import { routesOfLab, type StartLab, testLab, type TestedLab } from '../lab/open-lab.ts';
import type { RunOptions } from '../options.ts';
import { UsageError } from '../usage-error.ts';
import { carryOut } from './carry-out.ts';
import { compared, readBase } from './compare-option.ts';
import type { Delivery } from './deliver.ts';
import type { ExitCode } from './exit-code.ts';
import { interruptible } from './interruptible.ts';
import type { Io } from './io.ts';
import { type LabFlags, onlyLabOptions } from './lab-options.ts';
import { labSettings } from './lab-settings.ts';
import { watchLab } from './lab-watch.ts';
import { parseCount } from './parse-number.ts';
import { foundBefore } from '../lab/other-paths.ts';
import { readOptions } from './read-options.ts';
import { UpdateRefused } from './refused-update.ts';
import { parseReporters } from './reporter-option.ts';
import { judgeAndDeliver, loadWaivers } from './waivers.ts';

/** What is started: the config as it is, and that of `--compare-config`. */
export interface LabStarts {
	readonly now: StartLab;
	/** The user's file, so that annotations land in it; `null` where there is none. */
	readonly file: string | null;
	readonly old: { readonly name: string; readonly start: StartLab } | null;
}

/** So that commands can load it only when it is needed. */
export type RunLabCommand = typeof runLabCommand;

/** Carries out a command of `lab`. @throws UsageError when the server cannot be started. */
export async function runLabCommand(
	flags: LabFlags,
	{ now, old, file }: LabStarts,
	io: Io,
): Promise<ExitCode> {
	const said = await readOptions(flags, io);
	const options = onlyLabOptions(said.options);
	const settings = await labSettings(options, flags.server ?? [], io);
	const delivery: Delivery = { reporters: parseReporters(options.reporter ?? []), file };
	const startupMs = parseCount('--startup', flags.startup ?? '20000', {
		least: 1,
		most: 600_000,
		unit: 'milliseconds',
	});
	if (flags.compare !== undefined && old !== null) {
		throw new UsageError('--compare and --compare-config are both given', 'leave one of them out');
	}
	if (flags.updateWaivers === true && flags.watch === true) {
		throw new UsageError('--update-waivers and --watch are both given', 'leave one of them out');
	}
	const waivers = await loadWaivers(
		{ waivers: options.waivers, updateWaivers: flags.updateWaivers },
		{ ...settings, isNarrowed: settings.tls !== null || (flags.server ?? []).length > 0 },
		io,
	);
	const saved = flags.compare === undefined ? null : await readBase(flags.compare, io);
	return interruptible(async (signal) => {
		try {
			const lab = {
				...{ env: io.env, cwd: io.cwd, binary: flags.binary ?? null, startupMs, signal },
				carryOut: (run: RunOptions) => carryOut(run, signal, io),
			};
			const test = (start: StartLab, also: Partial<LabSettings>): Promise<TestedLab> =>
				testLab({ ...lab, start, settings: { ...settings, ...also } });
			const testOld = async (start: StartLab): Promise<TestedLab> => {
				const alsoAsk = await routesOfLab({ ...lab, start: now });
				return test(start, { alsoAsk });
			};
			const before = old === null ? null : await testOld(old.start);
			const base = old === null || before === null ? saved : { name: old.name, run: before.run };
			const hold = base === null ? {} : { hold: (run: Run) => compared(run, base) };
			const tell = (run: Run): Promise<Run> =>
				judgeAndDeliver(run, { waivers, ...hold }, delivery, io);
			const tested = await test(now, base === null ? {} : { before: foundBefore(base.run) });
			if (before !== null) io.stderr.write(sharedFiles(before, tested));
			const told = await tell(tested.run);
			if (flags.watch !== true || signal.aborted) return exitCode(told);
			const retest = async (): Promise<TestedLab> => {
				const again = await test(now, { before: foundBefore(base?.run ?? tested.run) });
				await tell(again.run);
				return again;
			};
			return await watchLab(tested, { retest, signal, io });
		} catch (error) {
			// What was interrupted before it was tested has nothing to report.
			const isUntold = error instanceof UsageError && !(error instanceof UpdateRefused);
			if (signal.aborted && isUntold) return 130;
			throw error;
		}
	});
}

/** What is included by both configs is as new in the old one: its changes are not seen. */
function sharedFiles(before: TestedLab, now: TestedLab): string {
	const shared = [...now.files.keys()].filter((path) => before.files.has(path));
	if (shared.length === 0) return '';
	const more = shared.length > 3 ? ` and ${shared.length - 3} more` : '';
	return `note: both configs read ${shared
		.slice(0, 3)
		.map((it) => printable(it))
		.join(
			', ',
		)}${more}: what changed there is not seen; name the config of a checkout of its own (git worktree add)\n`;
}
