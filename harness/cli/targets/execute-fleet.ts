/** Runs against several targets and reports. */
import { setMaxListeners } from 'node:events';
import { createKeyRing } from '../../../fixtures/pki/key-ring.ts';
import { progress } from '../../../reports/progress.ts';
import { exitCode } from '../../conclude.ts';
import { runUnderMocha } from '../../mocha.ts';
import { pace } from '../../pace.ts';
import { openSecondThread } from '../../probe/second-thread.ts';
import { startRun } from '../../run.ts';
import type { GivenWaivers } from '../../waivers/waiver.ts';
import { mayShare } from '../carry-out.ts';
import { deliver, type Delivery } from '../deliver.ts';
import type { ExitCode } from '../exit-code.ts';
import { interruptible } from '../interruptible.ts';
import type { Io } from '../io.ts';
import type { Fleet } from './parse-fleet.ts';
import { type FleetTest, testFleet } from './test-fleet.ts';

/**
 * Tests all targets, reports, and says how the process is to end. Each has a mocha run of its own; all
 * of them share the keys, the second thread and the rate.
 */
export function executeFleet(
	fleet: Fleet,
	waivers: GivenWaivers | null,
	delivery: Delivery,
	io: Io,
): Promise<ExitCode> {
	return interruptible(async (signal) => {
		// Every connection that waits for its turn listens to it.
		setMaxListeners(0, signal);
		const keys = createKeyRing();
		const turn = pace(fleet.rate, signal);
		const shares = mayShare({ rate: fleet.rate, concurrency: null });
		const thread = shares ? openSecondThread(io.probeThread) : null;
		const shown = progress(io.stderr);
		const carryOut: FleetTest['carryOut'] = async (options) => {
			const { planned, run } = await startRun(options, signal, {
				...{ keys, turn },
				...(thread === null || options.concurrency === 1 ? {} : { probe: thread.probe }),
			});
			await runUnderMocha(planned, () => {});
			return run;
		};
		const onDone: FleetTest['onDone'] = ({ name, url, conclusion }) =>
			shown.finding({ outcome: conclusion ?? 'conforms', family: name ?? url });
		// Twice where it went well: what is reported finds the terminal and the memory free.
		const end = async (): Promise<void> => {
			shown.stop();
			await thread?.close();
		};
		shown.start(fleet.targets.length);
		try {
			return await testFleet(fleet, { waivers, signal, carryOut, onDone }, async (collected) => {
				await end();
				await deliver(await collected.held(), delivery, io, collected);
				return exitCode(collected.run);
			});
		} finally {
			await end();
		}
	});
}
