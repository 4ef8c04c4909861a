import type { Leniency } from '../../../fixtures/endpoints/lenient-path.ts';
import { serverPath } from '../available.ts';
import { withBackend } from '../backend.ts';
import { type RunningServer, startDaemon } from '../daemon.ts';
import { nginxArguments, nginxConf } from '../nginx-conf.ts';
import { type ServerTls, writeTlsFiles } from '../tls-files.ts';
import { ledgerApp } from './ledger-app.ts';

export interface NginxGuardConfig extends ServerTls {
	/**
	 * - `prefix-location`: `location /admin` asks for the certificate, the rest is passed on as it was
	 *   spelled.
	 * - `exact-location`: the same with `location = /admin`.
	 * - `regex-location`: the same with `location ~ ^/admin`.
	 * - `get-and-post`: the same as `prefix-location`, but for these methods only.
	 * - `rewritten`: the guarded and the open path are passed on in the spelling that was judged, and
	 *   nothing else is: sound.
	 * - `server`: the certificate is asked for on every path: sound.
	 */
	readonly guard:
		| 'prefix-location'
		| 'exact-location'
		| 'regex-location'
		| 'get-and-post'
		| 'rewritten'
		| 'server';
	/** What the application behind it takes for `/admin`; everything unless told otherwise. */
	readonly leniencies?: readonly Leniency[];
	/** `merge_slashes`; nginx's own default is on. */
	readonly mergeSlashes?: boolean;
}

/** A proxy and the port of the application behind it, which speaks HTTP to whoever finds it. */
export interface GuardedServer extends RunningServer {
	readonly appPort: number;
}

/** nginx that asks for client certificates on `/admin` only, in front of `ledgerApp`. */
export function startNginxGuard(config: NginxGuardConfig): Promise<GuardedServer> {
	const start = async (appPort: number): Promise<GuardedServer> => {
		const server = await startDaemon({
			command: serverPath('nginx') ?? 'nginx',
			prepare: (folder, port) => nginxArguments(folder, guardConf(config, folder, port, appPort)),
		});
		return { ...server, appPort };
	};
	return withBackend(start, ledgerApp(config.leniencies));
}

function guardConf(
	config: NginxGuardConfig,
	folder: string,
	port: number,
	appPort: number,
): string {
	const files = writeTlsFiles(folder, config);
	return nginxConf(
		folder,
		`upstream app { server 127.0.0.1:${appPort}; }`,
		'server {',
		`listen 127.0.0.1:${port} ssl;`,
		'ssl_protocols TLSv1.2 TLSv1.3;',
		`ssl_certificate ${files.certificate};`,
		`ssl_certificate_key ${files.key};`,
		`ssl_client_certificate ${files.clientCa};`,
		'ssl_verify_client optional;',
		'proxy_set_header Host $http_host;',
		config.mergeSlashes === false && 'merge_slashes off;',
		...locations(config.guard),
		'}',
	);
}

function locations(guard: NginxGuardConfig['guard']): readonly string[] {
	const check = 'if ($ssl_client_verify != SUCCESS) { return 403; }';
	// Without a path of its own `proxy_pass` passes the target on as the client spelled it.
	const rest = 'location / { proxy_pass http://app; }';
	switch (guard) {
		case 'prefix-location':
			return [`location /admin { ${check} proxy_pass http://app; }`, rest];
		case 'exact-location':
			return [`location = /admin { ${check} proxy_pass http://app; }`, rest];
		case 'regex-location':
			return [`location ~ ^/admin { ${check} proxy_pass http://app; }`, rest];
		case 'get-and-post':
			return [
				'location /admin {',
				'set $judged "$request_method $ssl_client_verify";',
				'if ($judged ~ "^(GET|POST) (?!SUCCESS$)") { return 403; }',
				'proxy_pass http://app;',
				'}',
				rest,
			];
		case 'rewritten':
			return [
				`location = /admin { ${check} proxy_pass http://app/admin; }`,
				'location = / { proxy_pass http://app/; }',
				'location / { return 404; }',
			];
		case 'server':
			return [check, rest];
	}
}
