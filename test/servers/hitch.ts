import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverPath } from './available.ts';
import { withBackend } from './backend.ts';
import { type RunningServer, startDaemon } from './daemon.ts';
import { type ServerTls, writeTlsFiles } from './tls-files.ts';

/** The hitch of this machine in front of an HTTP server, with `client-verify = required`. */
export function startHitch(config: ServerTls): Promise<RunningServer> {
	return withBackend((backend) =>
		startDaemon({
			command: serverPath('hitch') ?? 'hitch',
			prepare(folder, port) {
				const file = join(folder, 'hitch.conf');
				const { combined, clientCa } = writeTlsFiles(folder, config);
				const lines = [
					`frontend = "[127.0.0.1]:${port}"`,
					`backend = "[127.0.0.1]:${backend}"`,
					`pem-file = "${combined}"`,
					...(process.getuid?.() === 0 ? ['user = "nobody"'] : []),
					'client-verify = required',
					`client-verify-ca = "${clientCa}"`,
					'tls-protos = TLSv1.2 TLSv1.3',
					'workers = 1',
					'daemon = off',
					'',
				];
				writeFileSync(file, lines.join('\n'));
				return [`--config=${file}`];
			},
		}),
	);
}
