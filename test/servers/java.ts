import { fileURLToPath } from 'node:url';
import { serverPath } from './available.ts';
import { type RunningServer, startDaemon } from './daemon.ts';
import { type ServerTls, writeTlsFiles } from './tls-files.ts';

export interface JavaConfig extends ServerTls {
	/** Takes every proof that a client holds its key for a good one. */
	readonly anyProof?: boolean;
}

/** The HttpsServer of this machine's JDK (JSSE), with `setNeedClientAuth(true)`. */
export function startJava(config: JavaConfig): Promise<RunningServer> {
	return startDaemon({
		command: serverPath('java') ?? 'java',
		prepare(folder, port) {
			const { certificate, key, clientCa } = writeTlsFiles(folder, config);
			const source = fileURLToPath(new URL('JavaServer.java', import.meta.url));
			const more = config.anyProof === true ? ['any-proof'] : [];
			return [source, String(port), certificate, key, clientCa, ...more];
		},
	});
}
