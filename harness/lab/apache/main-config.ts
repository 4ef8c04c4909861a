/** The config that the lab starts httpd with: it includes the copy of the user's. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
	accessLogName,
	errorLogFormat,
	errorLogName,
	groupOf,
	logLevel,
	userOfWorkers,
} from './edit-process.ts';
import type { Program } from './program.ts';
import { accessLogFormat } from './said.ts';

/** What the config of the lab is written from. */
export interface MainConfig {
	readonly folder: string;
	readonly program: Program;
	/** Modules to load in front of the config, by short name. */
	readonly modules: readonly string[];
	/** What is loaded when the config was read, in either form. */
	readonly loaded: ReadonlySet<string>;
	readonly listens: readonly string[];
	/** The copy of the user's config. */
	readonly copy: string;
	/** The folder that is served where the config names none. */
	readonly fallback: string;
	/** Whether the config is a site alone. */
	readonly isSite: boolean;
	/** `User` of the config. */
	readonly user: string | null;
	readonly hasLogLevel: boolean;
	/** Whether it says so itself. */
	readonly hasServerName: boolean;
}

/** The text of the config that httpd is started with. */
export function mainConfig(of: MainConfig): string {
	const { folder, listens, copy, hasServerName } = of;
	return [
		`ServerRoot "${folder}/root"`,
		`DefaultRuntimeDir "${folder}/run"`,
		`PidFile "${folder}/run/httpd.pid"`,
		`Mutex "file:${folder}/run" default`,
		`ErrorLog "${folder}/logs/${errorLogName}"`,
		`ErrorLogFormat "${errorLogFormat}"`,
		...(hasServerName ? [] : ['ServerName localhost']),
		...of.modules.map((name) => loadModule(name, of.program)),
		...served(of),
		...(of.isSite ? siteDefaults(of) : []),
		...listens,
		`Include "${copy}"`,
		...worker(of),
		...logs(of),
		'',
	].join('\n');
}

function loadModule(name: string, { modules }: Program): string {
	return `LoadModule ${name}_module "${join(modules ?? '', `mod_${name}.so`)}"`;
}

function served({ fallback, loaded }: MainConfig): readonly string[] {
	const allowed = loaded.has('authz_core_module') ? ['Require all granted'] : [];
	return [`DocumentRoot "${fallback}"`, `<Directory "${fallback}">`, ...allowed, '</Directory>'];
}

/** What the main configs of distributions say, as far as sites rely on it. */
function siteDefaults({ folder, loaded }: MainConfig): readonly string[] {
	const mimeTypes = ['/etc/mime.types', '/etc/httpd/conf/mime.types'].find((it) => existsSync(it));
	return [
		'<Directory />',
		'AllowOverride None',
		...(loaded.has('authz_core_module') ? ['Require all granted'] : []),
		'</Directory>',
		...(mimeTypes === undefined || !loaded.has('mime_module') ? [] : [`TypesConfig ${mimeTypes}`]),
		...(loaded.has('socache_shmcb_module') && loaded.has('ssl_module')
			? [`SSLSessionCache "shmcb:${folder}/run/sessions(512000)"`]
			: []),
		'LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O" vhost_combined',
		'LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined',
		'LogFormat "%h %l %u %t \\"%r\\" %>s %O" common',
	];
}

function worker({ user, loaded }: MainConfig): readonly string[] {
	if (process.getuid?.() !== 0 || !loaded.has('unixd_module')) return [];
	const name = userOfWorkers(user);
	return name === null ? [] : [`User ${name}`, `Group ${groupOf(name)}`];
}

function logs({ folder, loaded, hasLogLevel, program }: MainConfig): readonly string[] {
	const isThere = loaded.has('log_config_module');
	const path = join(program.modules ?? '', 'mod_log_config.so');
	const hasTls = loaded.has('ssl_module');
	if (!isThere && !existsSync(path)) return [];
	return [
		...(isThere ? [] : [loadModule('log_config', program)]),
		...(hasLogLevel || !hasTls ? [] : [`LogLevel warn ${logLevel}`]),
		...(hasTls ? [`GlobalLog "${folder}/logs/${accessLogName}" "${accessLogFormat}"`] : []),
	];
}
