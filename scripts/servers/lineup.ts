import { execFile } from 'node:child_process';
import { createCrlBundle } from '../../fixtures/pki/crl-bundle.ts';
import { deriveFrom } from '../../fixtures/pki/derived.ts';
import { certificatesPem, revocationListsPem } from '../../fixtures/pki/pem.ts';
import { hoursFrom } from '../../fixtures/pki/template.ts';
import type { RunOptions } from '../../harness/options.ts';
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
import type { ServerTls } from '../../test/servers/tls-files.ts';

/** A server of this machine in sound configurations that allow deep chains. */
export interface Contestant {
	readonly name: string;
	readonly version: () => Promise<string | null>;
	readonly rounds: readonly Round[];
}

/** One configuration, and what is asked of it. */
export interface Round {
	readonly start: () => Promise<RunningServer>;
	readonly options: Partial<RunOptions>;
}

const tls: ServerTls = {
	credential: serverCredential,
	clientCa: certificatesPem([clientRoot.certificate]),
};

export const lineup: readonly Contestant[] = [
	installed(
		'nginx',
		'nginx',
		['-v'],
		[
			whole(() => startNginx({ ...tls, verify: 'on', verifyDepth: 13 })),
			byLists((it) => startNginx({ ...it, verify: 'on', verifyDepth: 13 })),
			byOcsp(() => startNginx({ ...tls, verify: 'on', verifyDepth: 13, ocsp: 'on' })),
		],
	),
	installed(
		'Apache',
		'apache2',
		['-v'],
		[
			whole(() => startApache({ ...tls, verifyClient: 'require', verifyDepth: 14 })),
			byLists((it) => startApache({ ...it, verifyClient: 'require', verifyDepth: 14 })),
			byOcsp(() => startApache({ ...tls, verifyClient: 'require', verifyDepth: 14, ocsp: 'on' })),
		],
	),
	installed(
		'HAProxy',
		'haproxy',
		['-v'],
		[
			whole(() => startHaproxy({ ...tls, verify: 'required' })),
			byLists((it) => startHaproxy({ ...it, verify: 'required' })),
		],
	),
	{
		name: 'Node',
		version: async () => process.versions.node,
		rounds: [
			whole(() => startNode({ ...tls, mode: 'reject-unauthorized' })),
			byLists((it) => startNode({ ...it, mode: 'reject-unauthorized' })),
		],
	},
	installed(
		'stunnel',
		'stunnel4',
		['-version'],
		[
			whole(() => startStunnel(tls)),
			byLists(startStunnel),
			byOcsp(() => startStunnel({ ...tls, ocspAia: true })),
		],
	),
	installed('hitch', 'hitch', ['-V'], [whole(() => startHitch(tls))]),
	installed(
		'lighttpd',
		'lighttpd',
		['-v'],
		[whole(() => startLighttpd(tls)), byLists(startLighttpd)],
	),
	installed('Caddy', 'caddy', ['version'], [whole(() => startCaddy(tls))]),
	installed(
		'GnuTLS',
		'gnutls-serv',
		['--version'],
		[whole(() => startGnutls(tls)), byLists(startGnutls)],
	),
	installed('Java', 'java', ['-version'], [whole(() => startJava(tls))]),
];

function whole(start: Round['start']): Round {
	return { start, options: {} };
}

function byLists(start: (tls: ServerTls) => Promise<RunningServer>): Round {
	const bundle = createCrlBundle(clientRoot, deriveFrom(clientRoot.key), hoursFrom(Date.now(), 48));
	const crl = revocationListsPem([bundle.ofCa, ...bundle.ofIntermediates]);
	const only = ['control/crl-checked', 'revocation/*'];
	return {
		start: () => start({ ...tls, crl }),
		options: { revocation: 'crl', only, skip: ['revocation/ocsp-*'] },
	};
}

function byOcsp(start: Round['start']): Round {
	return { start, options: { revocation: 'ocsp', only: ['control/ocsp-*', 'revocation/ocsp-*'] } };
}

function installed(
	name: string,
	command: ServerName,
	args: readonly string[],
	rounds: readonly Round[],
): Contestant {
	return { name, version: () => versionOf(serverPath(command), args), rounds };
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
