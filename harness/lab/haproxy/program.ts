/** The HAProxy of this machine. */
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import type { LabGround } from '../lab.ts';

export interface HaproxyProgram {
	readonly command: string;
	/** `2.6.12-1+deb12u4` */
	readonly version: string;
	/** Whether its version is that or a later one. */
	isSince(version: string): boolean;
}

/** @throws UsageError where there is none. */
export async function findHaproxy({
	binary,
	env,
	cwd,
	sandbox,
}: Pick<LabGround, 'binary' | 'env' | 'cwd' | 'sandbox'>): Promise<HaproxyProgram> {
	const command = binary === null ? onPath(env['PATH'] ?? '') : resolve(cwd, binary);
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

function onPath(path: string): string {
	// Debian keeps servers in sbin folders, which are not on everybody's PATH.
	const folders = [...path.split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];
	return folders.map((folder) => join(folder, 'haproxy')).find((it) => existsSync(it)) ?? 'haproxy';
}
