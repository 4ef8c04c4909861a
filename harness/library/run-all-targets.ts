import { createKeyRing } from '../../fixtures/pki/key-ring.ts';
import { parseFleet } from '../cli/targets/parse-fleet.ts';
import { type FleetTest, testFleet } from '../cli/targets/test-fleet.ts';
import { loadWaivers } from '../cli/waivers.ts';
import type { Run } from '../finding.ts';
import { pace } from '../pace.ts';
import { startRun } from '../run.ts';
import { holdAll } from '../targets/held-findings.ts';
import { silent } from './silent.ts';
import { type ReadRequest, toldOf } from './request.ts';

/** Tests the targets of a request as one run, which is in memory when all are done. */
export async function runAllTargets({
	said,
	context,
	signal,
	onFinding,
}: ReadRequest): Promise<Run> {
	const fleet = await parseFleet(said, context);
	const { given } = await loadWaivers({ waivers: said.options.waivers }, fleet, silent(context));
	const parts = { keys: createKeyRing(), turn: pace(fleet.rate, signal) };
	const carryOut: FleetTest['carryOut'] = async (options) =>
		toldOf(await startRun(options, signal, parts), onFinding);
	const test = { waivers: given, signal, carryOut, onDone: () => {} };
	return testFleet(fleet, test, async ({ run, parts: findings }) => ({
		...run,
		...(await holdAll(findings())),
	}));
}
