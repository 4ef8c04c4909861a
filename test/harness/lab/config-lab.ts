/** Labs of a config that a test writes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Run } from '../../../harness/finding.ts';
import { createLabAuthorities } from '../../../harness/lab/authorities.ts';
import type { Lab, LabGround } from '../../../harness/lab/lab.ts';
import type { LabSettings } from '../../../harness/lab/lab-settings.ts';
import { runLab } from '../../../harness/lab/run-lab.ts';
import { openSandbox } from '../../../harness/lab/sandbox.ts';
import { createUpstreamStub } from '../../../harness/lab/stub/create-upstream-stub.ts';
import { startRun } from '../../../harness/run.ts';
import { UsageError } from '../../../harness/usage-error.ts';
import { keys } from '../lab.ts';
import { labSettings } from './with-nginx.ts';

export interface ConfigLab {
	readonly start: (ground: LabGround, config: string) => Promise<Lab>;
	/** Absolute; as the test finds it. */
	readonly binary: string | null;
	/** Below a folder that is there for the test: name → contents. The first is the config. */
	readonly files: Readonly<Record<string, string>>;
	readonly env?: Readonly<Record<string, string>>;
}

/** Starts a server with that config for as long as it is used. */
export async function withConfig<T>(
	{ start, binary, files, env = {} }: ConfigLab,
	use: (lab: Lab, ground: LabGround) => Promise<T> | T,
): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), 'mtls-gauntlet-config-'));
	for (const [name, contents] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), contents);
	}
	const sandbox = openSandbox();
	const authorities = createLabAuthorities(keys);
	const stub = createUpstreamStub(authorities);
	const ground: LabGround = {
		sandbox,
		authorities,
		stub,
		env: { PATH: process.env['PATH'], ...env },
		cwd: folder,
		binary,
		startupMs: 20_000,
		signal: new AbortController().signal,
	};
	try {
		const lab = await start(ground, Object.keys(files)[0] ?? '');
		try {
			return await use(lab, ground);
		} finally {
			await lab.stop();
		}
	} finally {
		await stub.close();
		await sandbox.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** What a lab of that config finds. */
export function runConfig(order: ConfigLab, different: Partial<LabSettings>): Promise<Run> {
	const signal = new AbortController().signal;
	const settings = labSettings(different);
	return withConfig(order, (lab, { authorities }) =>
		runLab(lab, {
			settings,
			authorities,
			signal,
			carryOut: async (options) => (await startRun(options, signal)).run,
		}),
	);
}

/** The one line that says why that config does not start. */
export async function refusalOf(order: ConfigLab): Promise<string> {
	try {
		await withConfig(order, () => {});
	} catch (error) {
		if (error instanceof UsageError) return error.message;
		throw error;
	}
	return 'started';
}

/** Ids of what fails, each once. */
export function failures({ findings }: Run): readonly string[] {
	return [...new Set(findings.filter(({ fails }) => fails).map(({ id }) => id))];
}

/** What the server itself said of the findings of that id. */
export function reasonsOf({ findings }: Run, id: string): readonly (string | null)[] {
	return [...new Set(findings.filter((it) => it.id === id).map(({ reason }) => reason))];
}
