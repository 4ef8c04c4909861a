/** Labs of a config that a test writes. */
import type { Run } from '../../../harness/finding.ts';
import type { Lab, LabGround } from '../../../harness/lab/lab.ts';
import type { LabSettings } from '../../../harness/lab/lab-settings.ts';
import { UsageError } from '../../../harness/usage-error.ts';
import { withFiles } from './with-files.ts';
import { runIn, withLab } from './with-lab.ts';

export interface ConfigLab {
	readonly start: (ground: LabGround, config: string) => Promise<Lab>;
	/** Absolute; as the test finds it. */
	readonly binary: string | null;
	/** Below a folder that is there for the test: name → contents. The first is the config. */
	readonly files: Readonly<Record<string, string>>;
	readonly env?: Readonly<Record<string, string>>;
}

/** Starts a server with that config for as long as it is used. */
export function withConfig<T>(
	{ start, binary, files, env = {} }: ConfigLab,
	use: (lab: Lab, ground: LabGround) => Promise<T> | T,
): Promise<T> {
	const [config = ''] = Object.keys(files);
	return withFiles(files, (cwd) => {
		const different = { env: { PATH: process.env['PATH'], ...env }, cwd, binary };
		return withLab((ground) => start(ground, config), different, use);
	});
}

/** What a lab of that config finds. */
export function runConfig(order: ConfigLab, different: Partial<LabSettings>): Promise<Run> {
	return withConfig(order, (lab, ground) => runIn(lab, ground, different));
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
