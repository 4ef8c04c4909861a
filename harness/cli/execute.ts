import { exitCode } from '../conclude.ts';
import type { RunOptions } from '../options.ts';
import { type Beginning, carryOut } from './carry-out.ts';
import type { Delivery } from './deliver.ts';
import type { ExitCode } from './exit-code.ts';
import { interruptible } from './interruptible.ts';
import type { Io } from './io.ts';
import { judgeAndDeliver, type Waivers } from './waivers.ts';

/** Runs, reports, and says how the process is to end. An interrupt still writes all reports. */
export function execute(
	options: RunOptions,
	{ waivers, ...delivery }: Delivery & { readonly waivers: Waivers },
	io: Io,
	beginning: Beginning = {},
): Promise<ExitCode> {
	return interruptible(async (signal) => {
		const run = await carryOut(options, signal, io, beginning);
		return exitCode(await judgeAndDeliver(run, { waivers }, delivery, io));
	});
}
