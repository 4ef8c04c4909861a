/** The Caddy of this machine. */
import { resolve } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import type { LabGround } from '../lab.ts';

export interface CaddyProgram {
	readonly command: string;
	/** Keeps everything that Caddy writes by itself in the sandbox. */
	readonly env: LabGround['env'];
}

/** @throws UsageError where there is none. */
export async function findCaddy({
	binary,
	env,
	cwd,
	sandbox,
}: Pick<LabGround, 'binary' | 'env' | 'cwd' | 'sandbox'>): Promise<CaddyProgram> {
	const home = sandbox.makeFolder('home');
	const command = binary === null ? 'caddy' : resolve(cwd, binary);
	const program: CaddyProgram = {
		command,
		env: {
			...env,
			HOME: home,
			XDG_DATA_HOME: sandbox.makeFolder('home/data'),
			XDG_CONFIG_HOME: sandbox.makeFolder('home/config'),
		},
	};
	const child = sandbox.start({
		command,
		args: ['version'],
		cwd: sandbox.folder,
		env: program.env,
	});
	await child.exited;
	if (child.ended() !== 'exit code 0') {
		throw new UsageError(
			`caddy cannot be started: ${child.ended() ?? child.output().trim()}`,
			'install Caddy, or name it with --binary',
		);
	}
	return program;
}
