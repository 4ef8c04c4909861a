/** Starts a sample system as its user does: one program, its own folder, its own environment. */
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { neutralEnvironment } from '../run-cli.ts';

/** Where the samples stand. */
export const samples = fileURLToPath(new URL('../../fixtures/endpoints/systems', import.meta.url));

export interface SamplePlan {
	/** What stands behind `node`; the program as an absolute path. */
	readonly args: readonly string[];
	/** The folder that relative file names start from. */
	readonly cwd: string;
	readonly env?: Readonly<Record<string, string>>;
	/** Of the address that it prints; `https` unless told otherwise. */
	readonly scheme?: 'http' | 'https';
}

export interface RunningSample {
	/** The address that the sample prints when it listens. */
	readonly url: string;
	/** Everything that it wrote so far. */
	readonly logs: () => string;
	/** The next line that matches, also of those written already. @throws Error when it ends first. */
	readonly line: (pattern: RegExp) => Promise<string>;
	readonly stop: () => Promise<void>;
}

/** @throws Error with the sample's own words when it does not come to listen. */
export async function startSample({
	args,
	cwd,
	env,
	scheme = 'https',
}: SamplePlan): Promise<RunningSample> {
	const child = spawn(process.execPath, [...args], {
		cwd,
		env: { ...neutralEnvironment(), HOST: '127.0.0.1', PORT: '0', ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const exited = once(child, 'close');
	const written = new EventEmitter();
	const killAtExit = (): void => {
		child.kill('SIGKILL');
	};
	process.once('exit', killAtExit);
	let hasEnded = false;
	child.once('close', () => {
		hasEnded = true;
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => {
			output += text;
			written.emit('more');
		});
	}
	const line = async (pattern: RegExp): Promise<string> => {
		for (;;) {
			const [found] = pattern.exec(output) ?? [];
			if (found !== undefined) return found;
			if (hasEnded) throw new Error(`the sample ended:\n${output}`);
			await Promise.race([once(written, 'more'), exited]);
		}
	};
	const url = await line(new RegExp(String.raw`${scheme}:\S+(?=\n)`, 'u'));
	return {
		url,
		logs: () => output,
		line,
		async stop() {
			child.kill();
			await exited;
			process.off('exit', killAtExit);
		},
	};
}

/** The path of a file of a sample. */
export function ofSample(...names: readonly string[]): string {
	return join(samples, ...names);
}
