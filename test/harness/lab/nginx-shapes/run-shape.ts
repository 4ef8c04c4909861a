import { fileURLToPath } from 'node:url';
import type { Run } from '../../../../harness/finding.ts';
import type { LabSettings } from '../../../../harness/lab/lab-settings.ts';
import { runIn } from '../with-lab.ts';
import { withNginx } from '../with-nginx.ts';

/** Everything that `mtls-gauntlet lab nginx` finds out about that config of a shape. */
export function runShape(
	shape: string,
	config: string,
	different: Partial<LabSettings>,
): Promise<Run> {
	return withNginx({ folder: shapeFolder(shape), config }, (lab, ground) =>
		runIn(lab, ground, different),
	);
}

export function shapeFolder(shape: string): string {
	return fileURLToPath(new URL(shape, import.meta.url));
}
