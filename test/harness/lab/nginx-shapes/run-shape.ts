import { fileURLToPath } from 'node:url';
import type { Run } from '../../../../harness/finding.ts';
import type { LabSettings } from '../../../../harness/lab/lab-settings.ts';
import { runLab } from '../../../../harness/lab/run-lab.ts';
import { startRun } from '../../../../harness/run.ts';
import { labSettings, withNginx } from '../with-nginx.ts';

/** Everything that `mtls-gauntlet lab nginx` finds out about that config of a shape. */
export function runShape(
	shape: string,
	config: string,
	different: Partial<LabSettings>,
): Promise<Run> {
	const signal = new AbortController().signal;
	return withNginx({ folder: shapeFolder(shape), config }, (lab, { authorities }) =>
		runLab(lab, {
			settings: labSettings(different),
			authorities,
			signal,
			carryOut: async (options) => (await startRun(options, signal)).run,
		}),
	);
}

export function shapeFolder(shape: string): string {
	return fileURLToPath(new URL(shape, import.meta.url));
}
