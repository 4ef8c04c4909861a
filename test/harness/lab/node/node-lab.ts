/** Starts scripts in a lab of their own, and asks them as a client that is no part of the harness. */
import { createPrivateKey } from 'node:crypto';
import { rmSync, symlinkSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Credential } from '../../../../fixtures/attempt.ts';
import { clientCaIssuer } from '../../../../fixtures/pki/client-ca.ts';
import { defaultIdentity } from '../../../../fixtures/pki/identity.ts';
import { createRoot, type Issuer } from '../../../../fixtures/pki/issuer.ts';
import { certificatesPem } from '../../../../fixtures/pki/pem.ts';
import type { Lab, LabServer, Said } from '../../../../harness/lab/lab.ts';
import type { NodeScript } from '../../../../harness/lab/node/node-command.ts';
import { startNode } from '../../../../harness/lab/node/start-node.ts';
import { keys } from '../../lab.ts';
import { openGround } from '../ground.ts';
import { type Files, writeFiles } from '../with-files.ts';

export interface ScriptOrder extends Partial<NodeScript> {
	/** Name → text. The first one is the script, where no other is named. */
	readonly files: Files;
	readonly env?: Readonly<Record<string, string>>;
	/** Another version of Node. */
	readonly binary?: string;
	readonly startupMs?: number;
	/** Whether the packages of this project can be found; they are by default. */
	readonly hasModules?: boolean;
}

export interface NodeLab {
	readonly lab: Lab;
	/** The folder of the script. */
	readonly folder: string;
	/** The one server that asks for certificates. */
	readonly server: LabServer;
	readonly ask: (asked: Asked) => Promise<Answer>;
	/** What the server said of each connection, in order of the questions. Ends the lab. */
	readonly reasons: () => Promise<readonly (string | null)[]>;
	readonly close: () => Promise<void>;
}

export interface Asked {
	readonly credential: Credential | null;
	/** Where there are several. */
	readonly server?: LabServer;
	readonly servername?: string;
	readonly path?: string;
}

/** A status and the body, or `refused`. */
export type Answer =
	| { readonly status: number; readonly body: string }
	| { readonly refused: string };

/** Starts a script in a folder with these files. @throws what `startNode` throws. */
export async function nodeLab(order: ScriptOrder): Promise<NodeLab> {
	const folder = writeFiles(order.files);
	if (order.hasModules !== false) symlinkSync(modules, join(folder, 'node_modules'), 'junction');
	const { ground, close } = openGround({
		cwd: folder,
		binary: order.binary ?? null,
		env: { PATH: process.env['PATH'], ...order.env },
		startupMs: order.startupMs ?? 20_000,
	});
	const clear = async (): Promise<void> => {
		await close();
		rmSync(folder, { recursive: true });
	};
	const [script = ''] = Object.keys(order.files);
	const lab = await startNode(ground, { script, args: [], nodeArgs: [], ...order }).catch(
		async (error: unknown) => {
			await clear();
			throw error;
		},
	);
	const ports: number[] = [];
	return {
		lab,
		folder,
		get server() {
			const [server, ...others] = lab.servers;
			if (server === undefined || others.length > 0) throw new Error('not one server that asks');
			return server;
		},
		async ask(asked) {
			const [server] = lab.servers;
			if (server === undefined) throw new Error('no server asks');
			const { port, answer } = await get({ server, ...asked });
			ports.push(port);
			return answer;
		},
		async reasons() {
			await lab.stop();
			const said = await lab.said();
			return ports.map((port) => said.findLast((it: Said) => it.port === port)?.reason ?? null);
		},
		async close() {
			await lab.stop();
			await clear();
		},
	};
}

/** A client of the CA that the server is to trust. */
export function soundClient({ clientCa }: Pick<LabServer, 'clientCa'>): Credential {
	return issuerOf({ clientCa }).issue();
}

/** The CA itself. */
export function issuerOf({ clientCa }: Pick<LabServer, 'clientCa'>): Issuer {
	const key = createPrivateKey(clientCa.key);
	return clientCaIssuer(clientCa.certificates, key, defaultIdentity, keys);
}

/** A client of a root that nobody knows, which it sends along. */
export function strangeClient(): Credential {
	const root = createRoot(keys);
	const { chain, key } = root.issue();
	return { chain: [...chain, root.certificate], key };
}

function get({
	server,
	credential,
	servername = server.servername ?? '',
	path = '/',
}: Asked & { readonly server: LabServer }): Promise<{
	readonly port: number;
	readonly answer: Answer;
}> {
	return new Promise((resolve) => {
		let port = 0;
		const outgoing = request({
			...(credential === null
				? {}
				: { cert: certificatesPem(credential.chain), key: credential.key }),
			host: server.connectTo.host,
			port: server.connectTo.port,
			servername,
			path,
			ca: [],
			rejectUnauthorized: false,
			agent: false,
		});
		const done = (answer: Answer): void => resolve({ port, answer });
		outgoing.once('socket', (socket) => {
			socket.once('connect', () => (port = socket.localPort ?? 0));
		});
		outgoing.once('error', (error: NodeJS.ErrnoException) => {
			done({ refused: error.code ?? error.message });
		});
		outgoing.once('response', (response) => {
			let body = '';
			response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
			response.once('error', (error) => done({ refused: error.message }));
			response.once('end', () => done({ status: response.statusCode ?? 0, body }));
		});
		outgoing.end();
	});
}

const modules = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
