import { availableParallelism } from 'node:os';
import type { KeyRing } from '../../fixtures/pki/key-ring.ts';
import { progress } from '../../reports/progress.ts';
import { exitCode } from '../conclude.ts';
import { earlyKeys } from '../early-keys.ts';
import { runUnderMocha } from '../mocha.ts';
import type { RunOptions } from '../options.ts';
import { openSecondThread } from '../probe/second-thread.ts';
import { startRun } from '../run.ts';
import { deliver, type Delivery } from './deliver.ts';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';

export interface Beginning {
	/** The key ring of the run, where its making was begun already. */
	readonly keys?: KeyRing;
	/** Called when the target was greeted: what is wrong with the options was said before. */
	readonly onStart?: () => void;
}

/** Runs, reports, and says how the process is to end. An interrupt still writes all reports. */
export async function execute(
	options: RunOptions,
	delivery: Delivery,
	io: Io,
	{ keys = earlyKeys(options), onStart = () => {} }: Beginning = {},
): Promise<ExitCode> {
	const interrupt = new AbortController();
	const stop = (): void => {
		// Who asks twice does not want to wait for reports.
		if (interrupt.signal.aborted) process.exit(130);
		interrupt.abort();
	};
	process.on('SIGINT', stop).on('SIGTERM', stop);
	const thread = mayShare(options) ? openSecondThread(io.probeThread) : null;
	const shown = progress(io.stderr);
	try {
		const { planned, run } = await startRun(options, interrupt.signal, {
			keys,
			...(thread === null ? {} : { probe: thread.probe }),
		});
		onStart();
		shown.start(planned.length);
		await runUnderMocha(planned, (finding) => shown.finding(finding));
		const made = await run;
		shown.stop();
		await deliver(made, delivery, io);
		return exitCode(made);
	} finally {
		shown.stop();
		await thread?.close();
		process.off('SIGINT', stop).off('SIGTERM', stop);
	}
}

/** Two threads have no common clock for `--rate`, and are no help where there is one processor. */
function mayShare({ rate, concurrency }: RunOptions): boolean {
	return rate === null && concurrency !== 1 && availableParallelism() > 1;
}
