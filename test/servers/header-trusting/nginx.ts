import { serverPath } from '../available.ts';
import { withBackend } from '../backend.ts';
import { type RunningServer, startDaemon } from '../daemon.ts';
import { nginxArguments, nginxConf } from '../nginx-conf.ts';
import { type ServerTls, writeTlsFiles } from '../tls-files.ts';
import {
	type TrustedHeader,
	type TrustingAppOptions,
	trustedField,
	trustingApp,
} from './trusting-app.ts';

export interface NginxHeaderConfig extends ServerTls, TrustingAppOptions {
	/**
	 * - `set-for-certificates`: nginx writes it for clients with a good certificate, and passes on what
	 *   the others wrote.
	 * - `always-set`: nginx writes it always: sound, but see `underscores`.
	 */
	readonly header: 'set-for-certificates' | 'always-set';
	/** `underscores_in_headers`; nginx's own default is off. */
	readonly underscores?: boolean;
}

/** nginx that asks for client certificates and leaves the decision to `trustingApp` behind it. */
export function startNginxHeader(config: NginxHeaderConfig): Promise<RunningServer> {
	return withBackend(
		(appPort) =>
			startDaemon({
				command: serverPath('nginx') ?? 'nginx',
				prepare: (folder, port) =>
					nginxArguments(folder, headerConf(config, folder, port, appPort)),
			}),
		trustingApp(config),
	);
}

function headerConf(
	{ header, trusts, underscores = false, ...tls }: NginxHeaderConfig,
	folder: string,
	port: number,
	appPort: number,
): string {
	const files = writeTlsFiles(folder, tls);
	const field = trustedField[trusts];
	const fromClient = `$http_${field.toLowerCase().replaceAll('-', '_')}`;
	const otherwise = header === 'set-for-certificates' ? fromClient : absent(trusts);
	return nginxConf(
		folder,
		`map $ssl_client_verify $vouched { SUCCESS ${vouched(trusts)}; default ${otherwise}; }`,
		'server {',
		`listen 127.0.0.1:${port} ssl;`,
		'ssl_protocols TLSv1.2 TLSv1.3;',
		`ssl_certificate ${files.certificate};`,
		`ssl_certificate_key ${files.key};`,
		`ssl_client_certificate ${files.clientCa};`,
		'ssl_verify_client optional;',
		underscores && 'underscores_in_headers on;',
		`proxy_set_header ${field} $vouched;`,
		`location / { proxy_pass http://127.0.0.1:${appPort}; }`,
		'}',
	);
}

function vouched(trusts: TrustedHeader): string {
	switch (trusts) {
		case 'verify':
			return 'SUCCESS';
		case 'subject':
			return '$ssl_client_s_dn';
		case 'xfcc':
			return `'Subject="$ssl_client_s_dn"'`;
		case 'client-cert':
			throw new Error('nginx has no variable for Client-Cert; use startHaproxyHeader');
	}
}

/** nginx passes no field on whose value is empty. */
function absent(trusts: TrustedHeader): string {
	return trusts === 'verify' ? '$ssl_client_verify' : `''`;
}
