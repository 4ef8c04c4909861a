/** Labs of httpd configs that stand in the tests. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Run } from '../../../../harness/finding.ts';
import { createLabAuthorities } from '../../../../harness/lab/authorities.ts';
import { startApache } from '../../../../harness/lab/apache/start-apache.ts';
import type { Lab, LabGround } from '../../../../harness/lab/lab.ts';
import type { LabSettings } from '../../../../harness/lab/lab-settings.ts';
import { runLab } from '../../../../harness/lab/run-lab.ts';
import { openSandbox } from '../../../../harness/lab/sandbox.ts';
import { createUpstreamStub } from '../../../../harness/lab/stub/create-upstream-stub.ts';
import { startRun } from '../../../../harness/run.ts';
import { keys } from '../../lab.ts';
import { labSettings } from '../with-nginx.ts';

/** Names of files below a folder, and what they hold; the first one is the config. */
export type Files = Readonly<Record<string, string>>;

export interface StartedLab {
	readonly lab: Lab;
	readonly ground: LabGround;
	/** What httpd reads in place of that file, which is read once. */
	readonly copyOf: (name: string) => string;
	readonly run: (settings?: Partial<LabSettings>) => Promise<Run>;
}

/** Starts httpd with these files for as long as it is used. */
export async function withApache<T>(
	files: Files,
	use: (started: StartedLab) => Promise<T>,
): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), 'mtls-gauntlet-httpd-'));
	for (const [name, text] of Object.entries(files)) {
		const path = join(folder, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
	}
	const sandbox = openSandbox();
	const authorities = createLabAuthorities(keys);
	const stub = createUpstreamStub(authorities);
	const signal = new AbortController().signal;
	const ground: LabGround = {
		sandbox,
		authorities,
		stub,
		env: process.env,
		cwd: folder,
		binary: null,
		startupMs: 20_000,
		signal,
	};
	try {
		const lab = await startApache(ground, Object.keys(files)[0] ?? '');
		try {
			return await use({
				lab,
				ground,
				copyOf: (name) => copyIn(join(sandbox.folder, 'apache-1', 'conf'), name),
				run: (settings = {}) =>
					runLab(lab, {
						settings: labSettings({ protectedBefore: new Map(), ...settings }),
						authorities,
						signal,
						carryOut: async (options) => (await startRun(options, signal)).run,
					}),
			});
		} finally {
			await lab.stop();
		}
	} finally {
		await stub.close();
		await sandbox.close();
		rmSync(folder, { recursive: true, force: true });
	}
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
