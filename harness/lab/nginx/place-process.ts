/** What concerns the process and its traces: where it writes, as whom it runs, what it logs. */
import { join } from 'node:path';
import { argument } from './directive.ts';
import type { Bench } from './bench.ts';
import { placeModules } from './place-modules.ts';
import { quoted } from './snippet.ts';
import { named } from './tree.ts';

/** Where nginx writes in a lab. */
export interface LogFiles {
	/** A line for each request or session: `said.ts` reads it. */
	readonly access: string;
	readonly error: string;
}

/** Keeps everything that nginx writes in the sandbox, and makes it say whom it refused. */
export function placeProcess(bench: Bench): LogFiles {
	const { draft, conf, top, program, ground } = bench;
	const { folder } = ground.sandbox;
	for (const { directive } of named(top, ...replaced)) draft.remove(directive);
	for (const { directive } of named(top, ...cachePaths)) {
		const name = `cache/${bench.standsFor.size}`;
		const path = ground.sandbox.makeFolder(name);
		bench.standsFor.set(path, argument(directive, 0));
		draft.setArgument(directive, 0, quoted(path));
	}
	const log: LogFiles = { access: join(folder, 'access.log'), error: join(folder, 'error.log') };
	const modules = placeModules(bench);
	draft.prepend(
		conf.main,
		[
			...modules,
			// As root nginx gives its workers to somebody who has no business in the sandbox.
			...(process.getuid?.() === 0 ? ['user root;'] : []),
			'daemon off;',
			`pid ${quoted(join(folder, 'nginx.pid'))};`,
			`lock_file ${quoted(join(folder, 'nginx.lock'))};`,
			`error_log ${quoted(log.error)} info;`,
		].join(' '),
	);
	// X-Forwarded-For and its like replace $remote_port.
	const port = program.isBuilt('with-http_realip_module') ? '$realip_remote_port' : '$remote_port';
	for (const { directive } of top) {
		if (directive.name === 'http') {
			const paths = temporary
				.filter((kind) => !program.isBuilt(`without-http_${kind}_module`))
				.map((kind) => `${kind}_temp_path ${quoted(join(folder, 'temporary', kind))};`);
			ground.sandbox.makeFolder('temporary');
			draft.insertInside(directive, [...paths, accessLog(log.access, port)].join(' '));
		} else if (directive.name === 'stream') {
			draft.insertInside(directive, accessLog(log.access, '$remote_port'));
		}
	}
	return log;
}

function accessLog(path: string, port: string): string {
	const format = `log_format mtls_gauntlet '${port} $msec $ssl_client_verify';`;
	return `${format} access_log ${quoted(path)} mtls_gauntlet;`;
}

const replaced: readonly string[] = [
	'access_log',
	'error_log',
	'debug_connection',
	'debug_points',
	'pid',
	'lock_file',
	'user',
	'daemon',
	'master_process',
	'working_directory',
	'worker_rlimit_nofile',
	'worker_rlimit_core',
	'worker_priority',
	'google_perftools_profiles',
	'client_body_temp_path',
	'proxy_temp_path',
	'fastcgi_temp_path',
	'uwsgi_temp_path',
	'scgi_temp_path',
];

const cachePaths: readonly string[] = [
	'proxy_cache_path',
	'fastcgi_cache_path',
	'uwsgi_cache_path',
	'scgi_cache_path',
];

const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'] as const;
