/** The mocha view of a run: one suite a family, one test a planned finding. */
import { expect, use } from 'chai';
import Mocha from 'mocha';
import { mtlsChai } from './chai.ts';
import type { Finding } from './finding.ts';
import type { PlannedFinding } from './findings.ts';

use(mtlsChai);

/** Runs the planned findings as mocha tests, in memory; calls `onFinding` as each is concluded. */
export async function runUnderMocha(
	planned: readonly PlannedFinding[],
	onFinding: (finding: Finding) => void,
): Promise<void> {
	// The probes have time limits of their own. Rc files and MOCHA_OPTIONS are not read here.
	const mocha = new Mocha({ reporter: SilentReporter, timeout: 0, forbidOnly: false });
	for (const [family, members] of groupByFamily(planned)) {
		const suite = Mocha.Suite.create(mocha.suite, family);
		for (const { title, finding } of members) {
			suite.addTest(
				new Mocha.Test(title, async function concluded(this: Mocha.Context) {
					const found = await finding;
					onFinding(found);
					if (found.outcome === 'skipped') this.skip();
					expect(found).to.conform();
				}),
			);
		}
	}
	const ran = await new Promise<number>((resolve) => {
		const runner = mocha.run(() => {
			const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
			resolve(passes + failures + pending);
		});
	});
	// mocha keeps listening for errors of the process, and with that all of the run.
	mocha.dispose();
	// A tree that loses tests would be green without having asked.
	if (ran !== planned.length) throw new Error(`mocha ran ${ran} of ${planned.length} tests`);
}

function groupByFamily(planned: readonly PlannedFinding[]): Map<string, PlannedFinding[]> {
	const groups = new Map<string, PlannedFinding[]>();
	for (const it of planned) groups.set(it.family, [...(groups.get(it.family) ?? []), it]);
	return groups;
}

/** The reports are made from the findings; mocha's own would come twice. */
class SilentReporter extends Mocha.reporters.Base {}
