import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverPath } from './available.ts';
import { type RunningServer, startDaemon } from './daemon.ts';
import { type ServerTls, writeTlsFiles } from './tls-files.ts';

export interface HaproxyConfig extends ServerTls {
	/**
	 * - `required`: sound.
	 * - `ignore-all`: `crt-ignore-err all ca-ignore-err all`, and nobody looks at the result.
	 * - `ignore-all-check-err`: the same with `ssl_c_err` checked. Errors of a CA certificate stand in
	 *   `ssl_c_ca_err`, so these pass.
	 */
	readonly verify: 'required' | 'ignore-all' | 'ignore-all-check-err';
	/** More words for the `bind` line. */
	readonly bindOptions?: string;
}

/** The HAProxy of this machine, answering 200 on every path to those it lets in. */
export function startHaproxy(config: HaproxyConfig): Promise<RunningServer> {
	return startDaemon({
		command: serverPath('haproxy') ?? 'haproxy',
		prepare(folder, port) {
			const file = join(folder, 'haproxy.cfg');
			writeFileSync(file, haproxyCfg(config, folder, port));
			return ['-db', '-f', file];
		},
	});
}

function haproxyCfg(config: HaproxyConfig, folder: string, port: number): string {
	const files = writeTlsFiles(folder, config);
	const ignored = config.verify === 'required' ? '' : ' crt-ignore-err all ca-ignore-err all';
	const checked = config.verify === 'ignore-all-check-err';
	const lists = files.crl === null ? '' : ` crl-file ${files.crl}`;
	return [
		'global',
		'maxconn 512',
		'log stdout format raw local0',
		'defaults',
		'mode http',
		'log global',
		'option httplog',
		'timeout connect 5s',
		'timeout client 30s',
		'timeout server 30s',
		'frontend tls',
		`bind 127.0.0.1:${port} ssl crt ${files.combined} ca-file ${files.clientCa} verify required${ignored}${lists} ${config.bindOptions ?? ''}`.trimEnd(),
		'log-format "%ST %[ssl_fc_protocol] err=%[ssl_c_err] ca_err=%[ssl_c_ca_err]"',
		...(checked ? ['http-request deny deny_status 403 unless { ssl_c_err 0 }'] : []),
		'http-request return status 200 content-type text/plain string hello',
		'',
	].join('\n');
}
