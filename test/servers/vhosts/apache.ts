import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { privatePage, publicPage } from '../../../fixtures/endpoints/tenant-pages.ts';
import { apacheModuleFolder } from '../apache.ts';
import { serverPath } from '../available.ts';
import { type RunningServer, startDaemon } from '../daemon.ts';
import { type House, nameA, nameB, openName, writeHouseFiles } from './house.ts';

export interface ApacheHouse extends House {
	/** Whether HTTP/2 is offered; it is where the module is there, unless told otherwise. */
	readonly http2?: boolean;
	/** `SSLStrictSNIVHostCheck`; Apache's own default is off. */
	readonly strictSni?: boolean;
	/** `SSLProtocol`. */
	readonly protocols?: string;
}

/** Whether this Apache can speak HTTP/2. */
export function apacheHasHttp2(): boolean {
	return existsSync(join(apacheModuleFolder(), 'mod_http2.so'));
}

/** Apache httpd with three virtual hosts; `www.test` answers to names that nobody has. */
export function startApacheHouse(house: ApacheHouse): Promise<RunningServer> {
	return startDaemon({
		command: serverPath('apache2') ?? 'apache2',
		prepare(folder, port) {
			const file = join(folder, 'apache.conf');
			writeFileSync(file, houseConf(house, folder, port));
			return ['-D', 'FOREGROUND', '-d', folder, '-f', file];
		},
	});
}

function houseConf(house: ApacheHouse, folder: string, port: number): string {
	const { http2 = apacheHasHttp2(), strictSni = false, protocols } = house;
	const files = writeHouseFiles(folder, house);
	const shared = ['mpm_event', 'authz_core', 'dir', 'include', 'socache_shmcb', 'ssl'];
	const modules = http2 ? [...shared, 'http2'] : shared;
	const user = '<!--#echo var="SSL_CLIENT_S_DN" -->';
	const host = (name: string, page: string, clientCa: string | null): string[] => {
		const documents = join(folder, name);
		mkdirSync(documents);
		writeFileSync(join(documents, 'index.html'), `${page}\n`);
		return [
			`<VirtualHost 127.0.0.1:${port}>`,
			`ServerName ${name}`,
			`DocumentRoot ${documents}`,
			'SSLEngine on',
			`SSLCertificateFile ${files.certificate}`,
			`SSLCertificateKeyFile ${files.key}`,
			...(clientCa === null ? [] : [`SSLCACertificateFile ${clientCa}`, 'SSLVerifyClient require']),
			'</VirtualHost>',
		];
	};
	return [
		`DefaultRuntimeDir ${folder}`,
		`PidFile ${folder}/apache.pid`,
		'ServerName localhost',
		`Listen 127.0.0.1:${port}`,
		...modules.map((name) => `LoadModule ${name}_module ${apacheModuleFolder()}/mod_${name}.so`),
		// Started as root Apache refuses to serve as root.
		...(process.getuid?.() === 0 ? ['User www-data', 'Group www-data'] : []),
		`Mutex file:${folder} default`,
		'ErrorLog /dev/stderr',
		'LogLevel warn ssl:info',
		'StartServers 1',
		`Protocols ${http2 ? 'h2 ' : ''}http/1.1`,
		`SSLProtocol ${protocols ?? '-all +TLSv1.2 +TLSv1.3'}`,
		`SSLSessionCache shmcb:${folder}/sessions(512000)`,
		`SSLStrictSNIVHostCheck ${strictSni ? 'on' : 'off'}`,
		`<Directory ${folder}>`,
		'Require all granted',
		'Options +Includes',
		'SetOutputFilter INCLUDES',
		'SSLOptions +StdEnvVars',
		'FallbackResource /index.html',
		'</Directory>',
		...host(openName, publicPage(openName), null),
		...host(nameA, privatePage(nameA, user), files.clientCa),
		...host(nameB, privatePage(nameB, user), files.clientCaB),
		'',
	].join('\n');
}
