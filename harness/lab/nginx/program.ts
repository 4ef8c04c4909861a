/** The nginx of this machine: where it is, its version, and what it was built with. */
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import type { LabGround } from '../lab.ts';
import { findProgram } from '../start/find-program.ts';

/** The program to start, and what it knows. */
export interface NginxProgram {
	readonly command: string;
	/** `1.22.1` */
	readonly version: string;
	/** Where its own config lies; files that come with nginx are there. */
	readonly confFolder: string;
	readonly modulesFolder: string;
	/** What relative names of modules start from. */
	readonly prefix: string;
	/** Whether it was built with that option, not as a module to be loaded (`with-stream`). */
	isBuilt(option: string): boolean;
	/** Whether its version is that or a later one. */
	isSince(version: string): boolean;
}

/** @throws UsageError where there is none. */
export async function findNginx(
	ground: Pick<LabGround, 'binary' | 'env' | 'cwd' | 'sandbox'>,
): Promise<NginxProgram> {
	const { env, sandbox } = ground;
	const command = findProgram(ground, 'nginx');
	const child = sandbox.start({ command, args: ['-V'], cwd: sandbox.folder, env });
	await child.exited;
	const said = child.output();
	const [, version] = /nginx version: [^/\n]+\/(\d+\.\d+\.\d+)/u.exec(said) ?? [];
	if (version === undefined) {
		throw new UsageError(
			`nginx cannot be started: ${said.trim().split('\n')[0] || (child.ended() ?? command)}`,
			'install nginx, or name it with --binary',
		);
	}
	return { command, version, ...built(said), isSince: (since) => isAtLeast(version, since) };
}

function built(said: string): Omit<NginxProgram, 'command' | 'version' | 'isSince'> {
	const options = new Map<string, string>();
	for (const [, name = '', value = ''] of said.matchAll(/ --([\w-]+)(?:=('[^']*'|\S+))?/gu)) {
		options.set(name, value);
	}
	const prefix = options.get('prefix') ?? '/usr/local/nginx';
	return {
		prefix,
		confFolder: dirname(resolve(prefix, options.get('conf-path') ?? 'conf/nginx.conf')),
		modulesFolder: resolve(prefix, options.get('modules-path') ?? 'modules'),
		isBuilt: (option) => options.has(option) && options.get(option) !== 'dynamic',
	};
}

function isAtLeast(version: string, since: string): boolean {
	return version.localeCompare(since, 'en', { numeric: true }) >= 0;
}
