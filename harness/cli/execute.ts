import { progress } from '../../reports/progress.ts';
import { exitCode } from '../conclude.ts';
import { runUnderMocha } from '../mocha.ts';
import type { RunOptions } from '../options.ts';
import { startRun } from '../run.ts';
import { deliver, type Delivery } from './deliver.ts';
import type { Io } from './io.ts';

export type ExitCode = 0 | 1 | 2 | 3 | 130;

/**
 * Runs, reports, and says how the process is to end. An interrupt still writes all reports.
 * `onStart` is called when the target was greeted: what is wrong with the options was said before.
 */
export async function execute(
	options: RunOptions,
	delivery: Delivery,
	io: Io,
	onStart: () => void = () => {},
): Promise<ExitCode> {
	const interrupt = new AbortController();
	const stop = (): void => {
		// Who asks twice does not want to wait for reports.
		if (interrupt.signal.aborted) process.exit(130);
		interrupt.abort();
	};
	process.on('SIGINT', stop).on('SIGTERM', stop);
	const shown = progress(io.stderr);
	try {
		const { planned, run } = await startRun(options, interrupt.signal);
		onStart();
		shown.start(planned.length);
		await runUnderMocha(planned, (finding) => shown.finding(finding));
		const made = await run;
		shown.stop();
		await deliver(made, delivery, io);
		return exitCode(made);
	} finally {
		shown.stop();
		process.off('SIGINT', stop).off('SIGTERM', stop);
	}
}
