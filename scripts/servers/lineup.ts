import { execFile } from 'node:child_process';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { clientRoot, serverCredential } from '../../test/harness/lab.ts';
import { startApache } from '../../test/servers/apache.ts';
import { type ServerName, serverPath } from '../../test/servers/available.ts';
import { startCaddy } from '../../test/servers/caddy.ts';
import type { RunningServer } from '../../test/servers/daemon.ts';
import { startGnutls } from '../../test/servers/gnutls.ts';
import { startHaproxy } from '../../test/servers/haproxy.ts';
import { startHitch } from '../../test/servers/hitch.ts';
import { startJava } from '../../test/servers/java.ts';
import { startLighttpd } from '../../test/servers/lighttpd.ts';
import { startNginx } from '../../test/servers/nginx.ts';
import { startNode } from '../../test/servers/node.ts';
import { startStunnel } from '../../test/servers/stunnel.ts';

/** A server of this machine in a sound configuration that allows deep chains. */
export interface Contestant {
	readonly name: string;
	readonly version: () => Promise<string | null>;
	readonly start: () => Promise<RunningServer>;
}

const tls = {
	credential: serverCredential,
	clientCa: certificatesPem([clientRoot.certificate]),
};

export const lineup: readonly Contestant[] = [
	installed('nginx', 'nginx', ['-v'], () => startNginx({ ...tls, verify: 'on', verifyDepth: 12 })),
	installed('Apache', 'apache2', ['-v'], () =>
		startApache({ ...tls, verifyClient: 'require', verifyDepth: 13 }),
	),
	installed('HAProxy', 'haproxy', ['-v'], () => startHaproxy({ ...tls, verify: 'required' })),
	{
		name: 'Node',
		version: async () => process.versions.node,
		start: () => startNode({ ...tls, mode: 'reject-unauthorized' }),
	},
	installed('stunnel', 'stunnel4', ['-version'], () => startStunnel(tls)),
	installed('hitch', 'hitch', ['-V'], () => startHitch(tls)),
	installed('lighttpd', 'lighttpd', ['-v'], () => startLighttpd(tls)),
	installed('Caddy', 'caddy', ['version'], () => startCaddy(tls)),
	installed('GnuTLS', 'gnutls-serv', ['--version'], () => startGnutls(tls)),
	installed('Java', 'java', ['-version'], () => startJava(tls)),
];

function installed(
	name: string,
	command: ServerName,
	args: readonly string[],
	start: () => Promise<RunningServer>,
): Contestant {
	return { name, version: () => versionOf(serverPath(command), args), start };
}

/** The first number with dots that the command prints; `null` when it is not there. */
function versionOf(path: string | null, args: readonly string[]): Promise<string | null> {
	if (path === null) return Promise.resolve(null);
	return new Promise((resolve) => {
		execFile(path, args, (_, stdout, stderr) => {
			resolve(/\d+(?:\.\d+)+/u.exec(`${stdout}${stderr}`)?.[0] ?? null);
		});
	});
}
