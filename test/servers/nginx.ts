import { serverPath } from './available.ts';
import { type RunningServer, startDaemon } from './daemon.ts';
import { nginxArguments, nginxConf } from './nginx-conf.ts';
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
	/** Whether answers of responders are kept (`ssl_ocsp_cache`); they are unless told otherwise. */
	readonly ocspCache?: boolean;
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
			return nginxArguments(folder, serverConf(config, folder, port));
		},
	});
}

function serverConf(config: NginxConfig, folder: string, port: number): string {
	const files = writeTlsFiles(folder, config);
	const { verify, check = 'none', verifyDepth, securityLevelZero = false } = config;
	const { ocspCache = true } = config;
	return nginxConf(
		folder,
		'server {',
		`listen 127.0.0.1:${port} ssl;`,
		`ssl_protocols ${config.protocols ?? 'TLSv1.2 TLSv1.3'};`,
		`ssl_certificate ${files.certificate};`,
		`ssl_certificate_key ${files.key};`,
		`ssl_client_certificate ${files.clientCa};`,
		`ssl_verify_client ${verify};`,
		files.crl !== null && `ssl_crl ${files.crl};`,
		verifyDepth !== undefined && `ssl_verify_depth ${verifyDepth};`,
		config.ocsp !== undefined && `ssl_ocsp ${config.ocsp};`,
		config.ocsp !== undefined && ocspCache && 'ssl_ocsp_cache shared:ocsp:1m;',
		config.ciphers !== undefined && `ssl_ciphers ${config.ciphers};`,
		securityLevelZero && 'ssl_ciphers DEFAULT:@SECLEVEL=0;',
		check === '403' && 'if ($ssl_client_verify != SUCCESS) { return 403; }',
		check === 'none-403' && 'if ($ssl_client_verify = NONE) { return 403; }',
		'location / {',
		'default_type application/json;',
		`return 200 '{"verify":"$ssl_client_verify"}';`,
		'}',
		'}',
	);
}
