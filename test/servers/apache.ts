import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverPath } from './available.ts';
import { type RunningServer, startDaemon } from './daemon.ts';
import { type ServerTls, writeTlsFiles } from './tls-files.ts';

export interface ApacheConfig extends ServerTls {
	readonly verifyClient: 'require' | 'optional_no_ca';
	/** Asks for a certificate below this path only, once it has read the request. */
	readonly verifyLocation?: string;
	/** `SSLCARevocationCheck`, where there are lists. */
	readonly revocationCheck?: 'chain' | 'leaf' | 'chain no_crl_for_cert_ok';
	/** `SSLVerifyDepth`; Apache's own default is 1. */
	readonly verifyDepth?: number;
	/** `SSLProtocol`. */
	readonly protocols?: string;
	/** `SSLCipherSuite`. */
	readonly ciphers?: string;
	/** `SSLOCSPEnable`; Apache's own default is off. */
	readonly ocsp?: 'on' | 'leaf';
}

/** The Apache httpd of this machine, answering 200 on every path to those it lets in. */
export function startApache(config: ApacheConfig): Promise<RunningServer> {
	return startDaemon({
		command: serverPath('apache2') ?? 'apache2',
		prepare(folder, port) {
			const file = join(folder, 'apache.conf');
			const documents = join(folder, 'htdocs');
			mkdirSync(documents);
			writeFileSync(join(documents, 'index.html'), 'hello\n');
			writeFileSync(file, apacheConf(config, folder, port));
			return ['-D', 'FOREGROUND', '-d', folder, '-f', file];
		},
	});
}

function apacheConf(config: ApacheConfig, folder: string, port: number): string {
	const files = writeTlsFiles(folder, config);
	const modules = ['mpm_event', 'authz_core', 'dir', 'ssl'];
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
		`DocumentRoot ${folder}/htdocs`,
		`<Directory ${folder}/htdocs>`,
		'Require all granted',
		'FallbackResource /index.html',
		'</Directory>',
		'SSLEngine on',
		`SSLProtocol ${config.protocols ?? '-all +TLSv1.2 +TLSv1.3'}`,
		...(config.ciphers === undefined ? [] : [`SSLCipherSuite ${config.ciphers}`]),
		`SSLCertificateFile ${files.certificate}`,
		`SSLCertificateKeyFile ${files.key}`,
		`SSLCACertificateFile ${files.clientCa}`,
		...verifyClient(config),
		...(files.crl === null
			? []
			: [
					`SSLCARevocationFile ${files.crl}`,
					`SSLCARevocationCheck ${config.revocationCheck ?? 'chain'}`,
				]),
		...(config.ocsp === undefined ? [] : [`SSLOCSPEnable ${config.ocsp}`]),
		...(config.verifyDepth === undefined ? [] : [`SSLVerifyDepth ${config.verifyDepth}`]),
		'',
	].join('\n');
}

function verifyClient({ verifyClient, verifyLocation }: ApacheConfig): readonly string[] {
	const directive = `SSLVerifyClient ${verifyClient}`;
	if (verifyLocation === undefined) return [directive];
	return [`<Location ${verifyLocation}>`, directive, '</Location>'];
}

/** Debian, Fedora and Arch keep the modules in different places. */
export function apacheModuleFolder(): string {
	const folders = [
		'/usr/lib/apache2/modules',
		'/usr/lib64/httpd/modules',
		'/usr/lib/httpd/modules',
	];
	return folders.find((folder) => existsSync(folder)) ?? 'modules';
}
