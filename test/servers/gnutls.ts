import { serverPath } from './available.ts';
import { type RunningServer, startDaemon } from './daemon.ts';
import { type ServerTls, writeTlsFiles } from './tls-files.ts';

export interface GnutlsConfig extends ServerTls {
	/** A priority string; gnutls-serv's own default is `NORMAL`. */
	readonly priority?: string;
}

/** The gnutls-serv of this machine as a web server that requires and verifies certificates. */
export function startGnutls(config: GnutlsConfig): Promise<RunningServer> {
	return startDaemon({
		command: serverPath('gnutls-serv') ?? 'gnutls-serv',
		prepare(folder, port) {
			const { certificate, key, clientCa, crl } = writeTlsFiles(folder, config);
			return [
				'--http',
				'--require-client-cert',
				'--verify-client-cert',
				`--port=${port}`,
				`--x509certfile=${certificate}`,
				`--x509keyfile=${key}`,
				`--x509cafile=${clientCa}`,
				...(config.priority === undefined ? [] : [`--priority=${config.priority}`]),
				...(crl === null ? [] : [`--x509crlfile=${crl}`]),
			];
		},
	});
}
