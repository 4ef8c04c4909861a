import type { Run } from '../../../harness/finding.ts';
import type { Lab, LabGround } from '../../../harness/lab/lab.ts';
import type { LabSettings } from '../../../harness/lab/lab-settings.ts';
import { runLab } from '../../../harness/lab/run-lab.ts';
import { startRun } from '../../../harness/run.ts';
import { runOptions } from '../lab.ts';
import { openGround } from './ground.ts';

/** Starts a lab for as long as it is used. */
export async function withLab<T>(
	start: (ground: LabGround) => Promise<Lab>,
	different: Partial<LabGround>,
	use: (lab: Lab, ground: LabGround) => Promise<T> | T,
): Promise<T> {
	const { ground, close } = openGround(different);
	try {
		const lab = await start(ground);
		try {
			return await use(lab, ground);
		} finally {
			await lab.stop();
		}
	} finally {
		await close();
	}
}

/** Everything that `mtls-gauntlet lab` finds out in a lab. */
export function runIn(
	lab: Lab,
	{ authorities, signal }: Pick<LabGround, 'authorities' | 'signal'>,
	different: Partial<LabSettings> = {},
): Promise<Run> {
	return runLab(lab, {
		settings: labSettings(different),
		authorities,
		signal,
		carryOut: async (options) => (await startRun(options, signal)).run,
	});
}

/** The settings of `mtls-gauntlet lab` without any option. */
export function labSettings(different: Partial<LabSettings> = {}): LabSettings {
	return {
		...runOptions(0),
		protectedPaths: [],
		openPaths: [],
		identity: null,
		servers: [],
		before: new Map(),
		alsoAsk: new Map(),
		...different,
	};
}
