/** Runs a composite GitHub Action as GitHub's runner does: expressions become values of variables. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { neutralEnvironment } from '../run-cli.ts';

export interface CompositeAction {
	readonly inputs: Readonly<
		Record<string, { readonly description: string; readonly default?: string | number | boolean }>
	>;
	readonly outputs: Readonly<
		Record<string, { readonly description: string; readonly value: string }>
	>;
	readonly runs: {
		readonly using: string;
		readonly steps: readonly ActionStep[];
	};
}

interface ActionStep {
	readonly id?: string;
	readonly uses?: string;
	readonly shell?: string;
	readonly run?: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly 'working-directory'?: string;
}

/** What became of a run of the action. */
export interface ActionResult {
	readonly code: number | null;
	readonly log: string;
	readonly outputs: Readonly<Record<string, string>>;
	readonly stepSummary: string;
}

export function readAction(file: string): CompositeAction {
	return parse(readFileSync(file, 'utf8')) as CompositeAction;
}

/** Runs every step of an action; `home` is the workspace and holds the runner's own files. */
export async function runAction(
	action: CompositeAction,
	given: Readonly<Record<string, string>>,
	{ home, env = {} }: { readonly home: string; readonly env?: Readonly<Record<string, string>> },
): Promise<ActionResult> {
	const inputs = Object.fromEntries(
		Object.entries(action.inputs).map(([name, it]) => [name, String(it.default ?? '')]),
	);
	for (const [name, value] of Object.entries(given)) {
		if (inputs[name] === undefined) throw new Error(`no such input: ${name}`);
		inputs[name] = value;
	}
	const temporary = join(home, 'runner-temp');
	mkdirSync(temporary, { recursive: true });
	const runnerFile = (name: string): string => {
		writeFileSync(join(home, name), '');
		return join(home, name);
	};
	const files = {
		GITHUB_OUTPUT: runnerFile('.output'),
		GITHUB_STEP_SUMMARY: runnerFile('.summary'),
	};
	const values = new Map(Object.entries(inputs).map(([name, it]) => [`inputs.${name}`, it]));
	let log = '';
	let code: number | null = 0;
	for (const step of action.runs.steps) {
		const { run = '', shell = '' } = step;
		if (shell !== 'bash') throw new Error(`a step that this runner cannot run: ${shell}`);
		const stepEnv = Object.entries(step.env ?? {}).map(([name, it]) => [
			name,
			evaluate(it, values),
		]);
		const script = join(temporary, 'step.sh');
		writeFileSync(script, run);
		const ended = await execute(['bash', '--noprofile', '--norc', '-eo', 'pipefail', script], {
			cwd: resolve(home, evaluate(step['working-directory'] ?? '.', values)),
			env: {
				...neutralEnvironment(),
				...{ GITHUB_ACTIONS: 'true', RUNNER_TEMP: temporary, GITHUB_WORKSPACE: home },
				...files,
				...env,
				...(Object.fromEntries(stepEnv) as Record<string, string>),
			},
		});
		log += ended.log;
		for (const [name, it] of readOutputs(readFileSync(files.GITHUB_OUTPUT, 'utf8')))
			values.set(`steps.${step.id ?? ''}.outputs.${name}`, it);
		({ code } = ended);
		if (code !== 0) break;
	}
	return {
		...{ code, log },
		outputs: Object.fromEntries(
			Object.entries(action.outputs).map(([name, { value }]) => [name, evaluate(value, values)]),
		),
		stepSummary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
	};
}

/** Runs a command with both streams in one text. */
export function execute(
	[command = '', ...args]: readonly string[],
	options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ readonly code: number | null; readonly log: string }> {
	return new Promise((done, reject) => {
		const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
		let log = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', (text: string) => (log += text));
		}
		child.once('error', reject);
		child.once('close', (code) => done({ code, log }));
	});
}

/** `${{ inputs.x }}` as a value; what was not set is empty, as with GitHub. */
export function evaluate(text: string, values: ReadonlyMap<string, string>): string {
	return text.replaceAll(
		/\$\{\{\s*([\w.-]+)\s*\}\}/gu,
		(_, name: string) => values.get(name) ?? '',
	);
}

/** `name=value` and `name<<END … END`, as the runner reads them. */
function readOutputs(text: string): readonly (readonly [string, string])[] {
	const found: (readonly [string, string])[] = [];
	const lines = text.split('\n');
	for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
		const [, name = '', mark = '', rest = ''] = /^([^=<]+)(=|<<)(.*)$/u.exec(line) ?? [];
		if (mark === '=') found.push([name, rest]);
		if (mark !== '<<') continue;
		found.push([name, lines.splice(0, lines.indexOf(rest)).join('\n')]);
		lines.shift();
	}
	return found;
}
