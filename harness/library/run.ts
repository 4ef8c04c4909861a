/** Runs for programs: nothing is printed, nothing ends the process. */
import { parseSaidRun } from '../cli/parse-options.ts';
import { loadWaivers } from '../cli/waivers.ts';
import type { Finding, Run } from '../finding.ts';
import type { PlannedFinding } from '../findings.ts';
import { startRun } from '../run.ts';
import { nothingToDo } from '../targets/nothing-to-do.ts';
import { UsageError } from '../usage-error.ts';
import { readRequest, type RunRequest, toldOf } from './request.ts';
import { runAllTargets } from './run-all-targets.ts';
import { silent } from './silent.ts';

/** A run that is under way. */
export interface Started {
	/** What is tested, one entry a test: known before the first of them is concluded. */
	readonly planned: readonly PlannedFinding[];
	/** The whole run, when the last finding is final. */
	readonly run: Promise<Run>;
}

/** What `start` cannot do, since it is about more than one finding. */
const wholeRunOnly = ['target', 'targetsAtOnce', 'waivers', 'shard', 'shardTotal'] as const;
type WholeRunOnly = 'targets' | (typeof wholeRunOnly)[number];

/**
 * Greets the target and starts all probes, for test frameworks that want a test a finding.
 * @throws UsageError for what the command line answers with exit 2.
 */
export async function start(request: Omit<RunRequest, WholeRunOnly>): Promise<Started> {
	const { said, context, signal, onFinding } = await readRequest(request, 'start()');
	const { options, targets } = said;
	const unfit =
		targets.length > 0 ? 'targets' : wholeRunOnly.find((name) => options[name] !== undefined);
	if (unfit !== undefined) {
		throw new UsageError(`start(): ${unfit}: is about a whole run`, 'run() knows it');
	}
	const parsed = await parseSaidRun(said, { ...context, url: null });
	const started = await startRun(parsed.run, signal);
	const run = toldOf(started, onFinding);
	// Who looks at the findings only hears of a fault there.
	run.catch(() => {});
	return { planned: started.planned, run };
}

/**
 * Tests a target, or all of `targets`, as `mtls-gauntlet` does, and resolves with the run whatever it
 * came to: `exitCode` says how the command line would have ended. Reports are not written.
 * @throws UsageError for what the command line answers with exit 2.
 */
export async function run(request: RunRequest): Promise<Run> {
	const read = await readRequest(request, 'run()');
	const { said, context, signal, onFinding } = read;
	if (said.url === null && said.targets.length > 0) return runAllTargets(read);
	const { run: options, waiversFile } = await parseSaidRun(said, { ...context, url: null });
	const waivers = await loadWaivers({ waivers: waiversFile }, options, silent(context));
	const nothing = nothingToDo(options);
	if (nothing !== null) return nothing;
	const tested = await toldOf(await startRun(options, signal), onFinding);
	return (await waivers.judge(tested)).run;
}

/**
 * One variant, or several, with the controls that they rest on.
 * @throws UsageError when there is no variant of that id, and as `run` does.
 */
export async function probe(
	ids: string | readonly string[],
	request: Omit<RunRequest, 'only' | 'skip' | 'suite' | 'suites'>,
): Promise<readonly Finding[]> {
	const only = typeof ids === 'string' ? [ids] : [...ids];
	const odd = only.find((id) => !/^[^*?[\]{}!]+\/[^*?[\]{}!]+$/u.test(id));
	if (odd !== undefined || only.length === 0) {
		throw new UsageError(
			`probe(): ${odd === undefined ? 'no id' : `${JSON.stringify(odd)} is no id`}`,
			"as in probe('validity/expired', …); run() takes families and globs",
		);
	}
	const { findings } = await run({ ...request, only, skip: [] });
	return findings.filter(({ id }) => only.includes(id));
}
