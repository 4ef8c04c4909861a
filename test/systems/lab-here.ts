/** `lab node` in this process: cheaper than a process for each sample. */
import { tmpdir } from 'node:os';
import { labSettings } from '../../harness/cli/lab-settings.ts';
import type { Run } from '../../harness/finding.ts';
import { startNode } from '../../harness/lab/node/start-node.ts';
import { testLab } from '../../harness/lab/open-lab.ts';
import { startRun } from '../../harness/run.ts';
import { neutralEnvironment } from '../run-cli.ts';
import type { GivenOptions } from './run-here.ts';

/** Tests a script with these options, in this environment beside that of the tests. */
export async function labHere(
	script: string,
	options: GivenOptions,
	environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
	const { signal } = new AbortController();
	const [cwd, env] = [tmpdir(), { ...neutralEnvironment(), ...environment }];
	const { run } = await testLab({
		start: (ground) => startNode(ground, { script, args: [], nodeArgs: [] }),
		settings: await labSettings(options, [], { env, cwd }),
		...{ env, cwd, signal, binary: null, startupMs: 20_000 },
		carryOut: async (options) => (await startRun(options, signal)).run,
	});
	return run;
}
