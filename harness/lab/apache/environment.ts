/** What Debian's `envvars` gives its config, with folders of the sandbox in it. */
import { dirname, join } from 'node:path';
import { textOf } from '../config/on-this-machine.ts';
import type { LabGround } from '../lab.ts';

/** The environment that the config is read in, and that the server is started with. */
export function environmentOf(
	main: string,
	{ env, sandbox }: Pick<LabGround, 'env' | 'sandbox'>,
): Readonly<Record<string, string | undefined>> {
	const run = sandbox.makeFolder('run');
	return {
		APACHE_RUN_USER: 'www-data',
		APACHE_RUN_GROUP: 'www-data',
		...exportedBeside(main),
		...env,
		APACHE_CONFDIR: dirname(main),
		APACHE_RUN_DIR: run,
		APACHE_LOCK_DIR: run,
		APACHE_PID_FILE: join(run, 'httpd.pid'),
		APACHE_LOG_DIR: sandbox.makeFolder('logs'),
	};
}

/** `export NAME=value` of a file `envvars`, where nothing is to be worked out. */
function exportedBeside(main: string): Readonly<Record<string, string>> {
	const text = textOf(join(dirname(main), 'envvars')) ?? '';
	const exported = text.matchAll(/^\s*(?:export\s+)?([A-Z]\w*)=(["']?)([^"'$`\n]*)\2\s*$/gmu);
	return Object.fromEntries([...exported].map(([, name = '', , value = '']) => [name, value]));
}
