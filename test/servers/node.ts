import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EndpointTls } from '../../fixtures/endpoints/endpoint.ts';
import type { RunningServer } from './daemon.ts';
import type { ServerTls } from './tls-files.ts';

export interface NodeConfig extends ServerTls {
	/**
	 * - `reject-unauthorized`: sound.
	 * - `unchecked`: `rejectUnauthorized: false`, and nobody asks `socket.authorized`.
	 * - `app-json`: 200 for everybody, `{"mTLSValid": …, "reason": …}` in the body.
	 */
	readonly mode: 'reject-unauthorized' | 'unchecked' | 'app-json';
}

/** What the child process is told. */
export interface NodeServerOrder {
	readonly mode: NodeConfig['mode'];
	/** `crl`: one list each, since Node reads no more of a text. */
	readonly tls: EndpointTls & { readonly crl?: string[] };
}

/** A Node https server in a process of its own, so that it does not share our event loop. */
export async function startNode(config: NodeConfig): Promise<RunningServer> {
	const child = fork(fileURLToPath(new URL('node-server.ts', import.meta.url)), {
		execArgv: ['--import', 'tsx'],
		silent: true,
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream?.on('data', (chunk: Buffer) => {
			output += chunk.toString();
		});
	}
	const exited = once(child, 'exit');
	const { key, cert } = config.credential;
	const ca = config.clientCa + (config.extraCa ?? '');
	const lists = config.crl?.match(/-----BEGIN[^]*?-----END X509 CRL-----/gu);
	const tls = { key, cert, ca, ...(lists ? { crl: lists } : {}) };
	child.send({ mode: config.mode, tls } satisfies NodeServerOrder);
	const port = await Promise.race([
		once(child, 'message').then(([it]) => Number(it)),
		exited.then(() => {
			throw new Error(`the Node server did not start:\n${output}`);
		}),
	]);
	return {
		url: `https://localhost:${port}/`,
		port,
		logs: () => output,
		async stop() {
			// The child ends itself when nobody is left to talk to, also when we crash.
			if (child.connected) child.disconnect();
			await exited;
		},
	};
}
