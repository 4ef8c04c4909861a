import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverPath } from './available.ts';
import { withBackend } from './backend.ts';
import { type RunningServer, startDaemon } from './daemon.ts';
import { type ServerTls, writeTlsFiles } from './tls-files.ts';

export interface StunnelConfig extends ServerTls {
	/** `OCSPaia`: asks the responder that the certificate names; stunnel's own default is no. */
	readonly ocspAia?: boolean;
}

/** The stunnel of this machine in front of an HTTP server, with `verifyChain` and `requireCert`. */
export function startStunnel(config: StunnelConfig): Promise<RunningServer> {
	return withBackend((backend) =>
		startDaemon({
			command: serverPath('stunnel4') ?? 'stunnel4',
			prepare(folder, port) {
				const file = join(folder, 'stunnel.conf');
				const { certificate, key, clientCa, crl } = writeTlsFiles(folder, config);
				const lines = [
					'foreground = yes',
					'pid =',
					'debug = notice',
					'[https]',
					`accept = 127.0.0.1:${port}`,
					`connect = 127.0.0.1:${backend}`,
					`cert = ${certificate}`,
					`key = ${key}`,
					`CAfile = ${clientCa}`,
					...(crl === null ? [] : [`CRLfile = ${crl}`]),
					'verifyChain = yes',
					'requireCert = yes',
					`OCSPaia = ${config.ocspAia === true ? 'yes' : 'no'}`,
					'',
				];
				writeFileSync(file, lines.join('\n'));
				return [file];
			},
		}),
	);
}
