import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverPath } from './available.ts';
import { type RunningServer, startDaemon } from './daemon.ts';
import { type ServerTls, writeTlsFiles } from './tls-files.ts';

/** The lighttpd of this machine with mod_openssl, enforcing client certificates. */
export function startLighttpd(config: ServerTls): Promise<RunningServer> {
	return startDaemon({
		command: serverPath('lighttpd') ?? 'lighttpd',
		prepare(folder, port) {
			const file = join(folder, 'lighttpd.conf');
			const documents = join(folder, 'htdocs');
			mkdirSync(documents);
			writeFileSync(join(documents, 'index.html'), 'hello\n');
			const { certificate, key, clientCa, crl } = writeTlsFiles(folder, config);
			// Without its issuer lighttpd fails to build the chain that it sends.
			appendFileSync(certificate, config.credential.ca);
			const lines = [
				'server.modules = ("mod_openssl")',
				'server.bind = "127.0.0.1"',
				`server.port = ${port}`,
				`server.document-root = "${documents}"`,
				'index-file.names = ("index.html")',
				'ssl.engine = "enable"',
				`ssl.pemfile = "${certificate}"`,
				`ssl.privkey = "${key}"`,
				'ssl.verifyclient.activate = "enable"',
				'ssl.verifyclient.enforce = "enable"',
				'ssl.verifyclient.depth = 12',
				`ssl.verifyclient.ca-file = "${clientCa}"`,
				...(crl === null ? [] : [`ssl.verifyclient.ca-crl-file = "${crl}"`]),
				'',
			];
			writeFileSync(file, lines.join('\n'));
			return ['-D', '-f', file];
		},
	});
}
