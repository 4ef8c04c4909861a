/** Runs the script lines of CI files: of a job of GitHub Actions, of a job of GitLab CI. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { neutralEnvironment } from '../run-cli.ts';
import { evaluate, execute } from './action-runner.ts';

export interface WorkflowStep {
	readonly name?: string;
	readonly uses?: string;
	readonly if?: string;
	readonly run?: string;
	readonly with?: Readonly<Record<string, string | number | boolean>>;
	readonly env?: Readonly<Record<string, string>>;
}

export interface Workflow {
	readonly on: unknown;
	readonly permissions: unknown;
	readonly jobs: Readonly<Record<string, { readonly steps: readonly WorkflowStep[] }>>;
}

export function readWorkflow(text: string): Workflow {
	return parse(text) as Workflow;
}

/** What became of one step or script. */
export interface ScriptResult {
	readonly code: number | null;
	readonly log: string;
}

/** Runs the steps of a job that are scripts, all of them, as with `!cancelled()`. */
export async function runJob(
	job: { readonly steps: readonly WorkflowStep[] },
	{ home, env, values = {} }: RunJobOptions,
): Promise<readonly ScriptResult[]> {
	const temporary = join(home, '..', 'runner-temp');
	mkdirSync(temporary, { recursive: true });
	const script = join(temporary, 'step.sh');
	const summary = join(temporary, 'summary.md');
	const results: ScriptResult[] = [];
	for (const { run, env: stepEnv = {} } of job.steps) {
		if (run === undefined) continue;
		writeFileSync(script, run);
		writeFileSync(summary, '');
		const evaluated = Object.entries(stepEnv).map(([name, it]) => [
			name,
			evaluate(it, new Map(Object.entries(values))),
		]);
		results.push(
			await execute(['bash', '-e', script], {
				cwd: home,
				env: {
					...neutralEnvironment(),
					...{ GITHUB_ACTIONS: 'true', RUNNER_TEMP: temporary, GITHUB_STEP_SUMMARY: summary },
					...env,
					...(Object.fromEntries(evaluated) as Record<string, string>),
				},
			}),
		);
	}
	return results;
}

export interface RunJobOptions {
	readonly home: string;
	readonly env: Readonly<Record<string, string>>;
	/** `vars.NAME` and `secrets.NAME`. */
	readonly values?: Readonly<Record<string, string>>;
}

/** Runs the lines of a GitLab job with the shell that images without bash have. */
export function runScript(
	lines: readonly string[],
	{ home, env, shell = 'sh' }: RunJobOptions & { readonly shell?: 'sh' | 'bash' },
): Promise<ScriptResult> {
	return execute([shell, '-e', '-c', lines.join('\n')], {
		cwd: home,
		env: { ...neutralEnvironment(), ...env },
	});
}
