/** What every nginx of the tests has in common: in the foreground, with its files in one folder. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of a configuration with these lines in its `http` block; `false` is left out. */
export function nginxConf(folder: string, ...http: readonly (string | false)[]): string {
	const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
	const lines = [
		// As root nginx gives its workers to `nobody`, who cannot reopen the log.
		process.getuid?.() === 0 && 'user root;',
		'daemon off;',
		'worker_processes 1;',
		`pid ${folder}/nginx.pid;`,
		'error_log stderr info;',
		'events { worker_connections 1024; }',
		'http {',
		...temporary.map((kind) => `${kind}_temp_path ${folder}/${kind};`),
		`log_format verify '$status $ssl_protocol $ssl_client_verify "$ssl_client_s_dn"';`,
		'access_log /dev/stdout verify;',
		...http,
		'}',
	];
	return `${lines.filter((line) => line !== false).join('\n')}\n`;
}

/** Writes the configuration and says the arguments that run nginx with it. */
export function nginxArguments(folder: string, conf: string): readonly string[] {
	const file = join(folder, 'nginx.conf');
	writeFileSync(file, conf);
	return ['-p', folder, '-e', 'stderr', '-c', file];
}
