/** The HAProxy of this machine. */
import { UsageError } from '../../usage-error.ts';
import type { LabGround } from '../lab.ts';
import { findProgram } from '../start/find-program.ts';

/** The program to start, and what it knows. */
export interface HaproxyProgram {
	readonly command: string;
	/** `2.6.12-1+deb12u4` */
	readonly version: string;
	/** Whether its version is that or a later one. */
	isSince(version: string): boolean;
}

/** @throws UsageError where there is none. */
export async function findHaproxy(
	ground: Pick<LabGround, 'binary' | 'env' | 'cwd' | 'sandbox'>,
): Promise<HaproxyProgram> {
	const { env, sandbox } = ground;
	const command = findProgram(ground, 'haproxy');
	const child = sandbox.start({ command, args: ['-v'], cwd: sandbox.folder, env });
	await child.exited;
	const said = child.output();
	const [, version] = /^HA-?Proxy version (\S+)/imu.exec(said) ?? [];
	if (version === undefined) {
		throw new UsageError(
			`haproxy cannot be started: ${said.trim().split('\n')[0] || (child.ended() ?? command)}`,
			'install HAProxy, or name it with --binary',
		);
	}
	return {
		command,
		version,
		isSince: (since) => version.localeCompare(since, 'en', { numeric: true }) >= 0,
	};
}
