import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverPath } from './available.ts';
import { type RunningServer, startDaemon } from './daemon.ts';
import { type ServerTls, writeTlsFiles } from './tls-files.ts';

export interface CaddyConfig extends ServerTls {
	/** `require` takes any certificate; `require_and_verify` is sound. */
	readonly mode?: 'require' | 'require_and_verify';
}

/** The Caddy of this machine, answering 200 on every path to those it lets in. */
export function startCaddy(config: CaddyConfig): Promise<RunningServer> {
	return startDaemon({
		command: serverPath('caddy') ?? 'caddy',
		prepare(folder, port) {
			const file = join(folder, 'Caddyfile');
			const { certificate, key, clientCa } = writeTlsFiles(folder, config);
			const lines = [
				'{',
				'admin off',
				'auto_https disable_redirects',
				`storage file_system ${folder}/storage`,
				'}',
				`https://localhost:${port} {`,
				'bind 127.0.0.1',
				`tls ${certificate} ${key} {`,
				'client_auth {',
				`mode ${config.mode ?? 'require_and_verify'}`,
				`trusted_ca_cert_file ${clientCa}`,
				'}',
				'}',
				'respond "hello" 200',
				'}',
				'',
			];
			writeFileSync(file, lines.join('\n'));
			return ['run', '--config', file, '--adapter', 'caddyfile'];
		},
	});
}
