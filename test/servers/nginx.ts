import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverPath } from './available.ts';
import { type RunningServer, startDaemon } from './daemon.ts';
import { type ServerTls, writeTlsFiles } from './tls-files.ts';

export interface NginxConfig extends ServerTls {
	readonly verify: 'on' | 'optional' | 'optional_no_ca' | 'off';
	/**
	 * `403`: refuses whoever `$ssl_client_verify` does not call SUCCESS. `none-403`: only whoever it
	 * calls NONE, so that FAILED passes.
	 */
	readonly check?: 'none' | '403' | 'none-403';
	/** `ssl_verify_depth`; nginx's own default is 1. */
	readonly verifyDepth?: number;
	/** `ssl_ocsp`; nginx's own default is off. */
	readonly ocsp?: 'on' | 'leaf';
	/** `@SECLEVEL=0`: OpenSSL lets broken digests and short keys pass. */
	readonly securityLevelZero?: boolean;
	/** `ssl_protocols`. */
	readonly protocols?: string;
	/** `ssl_ciphers`. */
	readonly ciphers?: string;
}

/** The nginx of this machine, answering 200 on every path to those it lets in. */
export function startNginx(config: NginxConfig): Promise<RunningServer> {
	return startDaemon({
		command: serverPath('nginx') ?? 'nginx',
		prepare(folder, port) {
			const file = join(folder, 'nginx.conf');
			writeFileSync(file, nginxConf(config, folder, port));
			return ['-p', folder, '-e', 'stderr', '-c', file];
		},
	});
}

function nginxConf(config: NginxConfig, folder: string, port: number): string {
	const files = writeTlsFiles(folder, config);
	const { verify, check = 'none', verifyDepth, securityLevelZero = false } = config;
	const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
	return lines(
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
		'server {',
		`listen 127.0.0.1:${port} ssl;`,
		`ssl_protocols ${config.protocols ?? 'TLSv1.2 TLSv1.3'};`,
		`ssl_certificate ${files.certificate};`,
		`ssl_certificate_key ${files.key};`,
		`ssl_client_certificate ${files.clientCa};`,
		`ssl_verify_client ${verify};`,
		files.crl !== null && `ssl_crl ${files.crl};`,
		verifyDepth !== undefined && `ssl_verify_depth ${verifyDepth};`,
		config.ocsp !== undefined && `ssl_ocsp ${config.ocsp};\nssl_ocsp_cache shared:ocsp:1m;`,
		config.ciphers !== undefined && `ssl_ciphers ${config.ciphers};`,
		securityLevelZero && 'ssl_ciphers DEFAULT:@SECLEVEL=0;',
		check === '403' && 'if ($ssl_client_verify != SUCCESS) { return 403; }',
		check === 'none-403' && 'if ($ssl_client_verify = NONE) { return 403; }',
		'location / {',
		'default_type application/json;',
		`return 200 '{"verify":"$ssl_client_verify"}';`,
		'}',
		'}',
		'}',
	);
}

function lines(...parts: readonly (string | false)[]): string {
	return `${parts.filter((part) => part !== false).join('\n')}\n`;
}
