import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverPath } from '../available.ts';
import { withBackend } from '../backend.ts';
import { type RunningServer, startDaemon } from '../daemon.ts';
import { type ServerTls, writeTlsFiles } from '../tls-files.ts';
import {
	type TrustedHeader,
	type TrustingAppOptions,
	trustedField,
	trustingApp,
} from './trusting-app.ts';

export interface HaproxyHeaderConfig extends ServerTls, TrustingAppOptions {
	/**
	 * - `added`: HAProxy writes its own after the client's; the application may take either.
	 * - `set-for-certificates`: HAProxy replaces the client's, but only where there is a certificate.
	 * - `always-set`: HAProxy takes the client's away and writes its own where there is a certificate:
	 *   sound.
	 */
	readonly header: 'added' | 'set-for-certificates' | 'always-set';
}

/** HAProxy that asks for client certificates and leaves the decision to `trustingApp` behind it. */
export function startHaproxyHeader(config: HaproxyHeaderConfig): Promise<RunningServer> {
	return withBackend(
		(appPort) =>
			startDaemon({
				command: serverPath('haproxy') ?? 'haproxy',
				prepare(folder, port) {
					const file = join(folder, 'haproxy.cfg');
					writeFileSync(file, headerCfg(config, folder, port, appPort));
					return ['-db', '-f', file];
				},
			}),
		trustingApp(config),
	);
}

function headerCfg(
	config: HaproxyHeaderConfig,
	folder: string,
	port: number,
	appPort: number,
): string {
	const files = writeTlsFiles(folder, config);
	return [
		'global',
		'maxconn 512',
		'log stdout format raw local0',
		'defaults',
		'mode http',
		'log global',
		'timeout connect 5s',
		'timeout client 30s',
		'timeout server 30s',
		'frontend tls',
		`bind 127.0.0.1:${port} ssl crt ${files.combined} ca-file ${files.clientCa} verify optional`,
		'log-format "%ST %[ssl_fc_protocol] used=%[ssl_c_used] verify=%[ssl_c_verify]"',
		...rules(config),
		'default_backend app',
		'backend app',
		`server app 127.0.0.1:${appPort}`,
		'',
	].join('\n');
}

function rules({ header, trusts }: HaproxyHeaderConfig): readonly string[] {
	const field = trustedField[trusts];
	const write = `${field} ${vouched(trusts)}`;
	const certificate = 'if { ssl_c_used } { ssl_c_verify 0 }';
	switch (header) {
		case 'added':
			return [
				`http-request add-header ${write} ${certificate}`,
				`http-request add-header ${field} NONE unless { ssl_c_used }`,
			];
		case 'set-for-certificates':
			return [`http-request set-header ${write} ${certificate}`];
		case 'always-set':
			return [
				`http-request del-header ${field}`,
				`http-request set-header ${write} ${certificate}`,
			];
	}
}

function vouched(trusts: TrustedHeader): string {
	switch (trusts) {
		case 'verify':
			return 'SUCCESS';
		case 'subject':
			return '%[ssl_c_s_dn]';
		case 'xfcc':
			return '"Subject=\\"%[ssl_c_s_dn]\\""';
		case 'client-cert':
			return ':%[ssl_c_der,base64]:';
	}
}
