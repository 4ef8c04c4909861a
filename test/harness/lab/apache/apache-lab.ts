/** Labs of httpd configs that stand in the tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../../../../harness/finding.ts';
import { startApache } from '../../../../harness/lab/apache/start-apache.ts';
import type { Lab, LabGround } from '../../../../harness/lab/lab.ts';
import type { LabSettings } from '../../../../harness/lab/lab-settings.ts';
import { type Files, withFiles } from '../with-files.ts';
import { runIn, withLab } from '../with-lab.ts';

export interface StartedLab {
	readonly lab: Lab;
	readonly ground: LabGround;
	/** What httpd reads in place of that file, which is read once. */
	readonly copyOf: (name: string) => string;
	readonly run: (settings?: Partial<LabSettings>) => Promise<Run>;
}

/** Starts httpd with these files, of which the first is the config, for as long as it is used. */
export function withApache<T>(files: Files, use: (started: StartedLab) => Promise<T>): Promise<T> {
	const [config = ''] = Object.keys(files);
	return withFiles(files, (cwd) =>
		withLab(
			(ground) => startApache(ground, config),
			{ cwd },
			(lab, ground) =>
				use({
					lab,
					ground,
					copyOf: (name) => copyIn(join(ground.sandbox.folder, 'apache-1', 'conf'), name),
					run: (settings) => runIn(lab, ground, settings),
				}),
		),
	);
}

/** What is said of a config that cannot be used. @throws Error where it can. */
export async function complaintAbout(files: Files): Promise<string> {
	try {
		await withApache(files, async () => {});
	} catch (error) {
		if (error instanceof Error) return error.message;
	}
	throw new Error('the config was used');
}

/** Copies have a number in front of their name and `.conf` behind it. */
function copyIn(folder: string, name: string): string {
	const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	const found = all.find((path) => path === name || path.endsWith(`-${name}.conf`));
	return readFileSync(join(folder, found ?? name), 'utf8');
}
