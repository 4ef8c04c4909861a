/** The Caddy of this machine. */
import { UsageError } from '../../usage-error.ts';
import type { LabGround } from '../lab.ts';
import { findProgram } from '../start/find-program.ts';

/** How Caddy is started in a lab. */
export interface CaddyProgram {
	readonly command: string;
	/** Keeps everything that Caddy writes by itself in the sandbox. */
	readonly env: LabGround['env'];
	/** `2.6.2`. */
	readonly version: string;
}

/** @throws UsageError where there is none. */
export async function findCaddy(
	ground: Pick<LabGround, 'binary' | 'env' | 'cwd' | 'sandbox'>,
): Promise<CaddyProgram> {
	const { env, sandbox } = ground;
	const home = sandbox.makeFolder('home');
	const command = findProgram(ground, 'caddy');
	const own = {
		...env,
		HOME: home,
		XDG_DATA_HOME: sandbox.makeFolder('home/data'),
		XDG_CONFIG_HOME: sandbox.makeFolder('home/config'),
	};
	const child = sandbox.start({
		command,
		args: ['version'],
		cwd: sandbox.folder,
		env: own,
	});
	await child.exited;
	if (child.ended() !== 'exit code 0') {
		throw new UsageError(
			`caddy cannot be started: ${child.ended() ?? child.output().trim()}`,
			'install Caddy, or name it with --binary',
		);
	}
	const version = /\d+\.\d+\S*/u.exec(child.output())?.[0] ?? 'of an unknown version';
	return { command, env: own, version };
}
