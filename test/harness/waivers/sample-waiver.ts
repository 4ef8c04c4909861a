/** Waivers made by hand: a test says only what matters to it. */
import type { Run } from '../../../harness/finding.ts';
import type { GivenWaivers, Waiver } from '../../../harness/waivers/waiver.ts';

/** The day of the sample runs. */
export const today = '2026-11-21';

/** An entry that holds for a month from the day of the sample runs. */
export function sampleWaiver(changes: Partial<Waiver> = {}): Waiver {
	return {
		...{ entry: 1, id: 'validity/expired', target: null, tls: null, path: null },
		...{ reason: 'the old fleet (OPS-12)', expires: '2026-12-24', observed: null },
		...changes,
	};
}

/** A file of these entries, numbered as they come. */
export function sampleFile(...entries: readonly Partial<Waiver>[]): GivenWaivers {
	return {
		file: 'waivers.yaml',
		entries: entries.map((changes, index) => sampleWaiver({ entry: index + 1, ...changes })),
	};
}

/** Ids, instances and whether they fail, of what is wrong with the file. */
export function ofFile(run: Pick<Run, 'findings'>): readonly string[] {
	return run.findings.flatMap(({ id, family, instance, fails }) =>
		family === 'waiver' ? [`${id} ${instance}${fails ? '' : ' (does not fail)'}`] : [],
	);
}
