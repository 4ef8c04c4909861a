import { spawn } from 'node:child_process';

export interface Timed {
	readonly milliseconds: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs a command to its end. @throws Error when it exits with anything but 0. */
export function timed(command: string, args: readonly string[]): Promise<Timed> {
	const startedAt = performance.now();
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
		let [stdout, stderr] = ['', ''];
		child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
		child.once('error', reject);
		child.once('close', (code) => {
			if (code === 0) resolve({ milliseconds: performance.now() - startedAt, stdout, stderr });
			else reject(new Error(`${command} ended with ${code}: ${stderr}`));
		});
	});
}
