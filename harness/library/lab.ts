import type { ConfigOptions } from '../cli/config.ts';
import { labSettings } from '../cli/lab-settings.ts';
import { type LabOption, onlyLabOptions } from '../cli/lab-options.ts';
import type { Environment } from '../cli/environment.ts';
import { loadWaivers } from '../cli/waivers.ts';
import type { Run } from '../finding.ts';
import { type StartLab, testLab } from '../lab/open-lab.ts';
import type { RunOptions } from '../options.ts';
import { startRun } from '../run.ts';
import { UsageError } from '../usage-error.ts';
import { readRequest, type RunControls, type RunRequest, toldOf } from './request.ts';
import { silent } from './silent.ts';

/** What a lab can start. */
export type LabKind = 'nginx' | 'haproxy' | 'apache' | 'caddy' | 'node' | 'exec';

/** How a lab is tested; with what, it knows itself. */
export interface LabRequest
	extends
		Omit<Pick<ConfigOptions, LabOption>, 'variants' | 'reporter'>,
		Pick<RunRequest, 'variants' | 'config' | 'suites'>,
		Omit<RunControls, 'env'> {
	/**
	 * The environment of the server, and where `env:NAME` is looked up; default: that of this process,
	 * since servers are found by its PATH.
	 */
	readonly env?: Environment;
	/** Only these names of the server, with or without port. */
	readonly server?: string | readonly string[];
	/** The server program; default: the one that PATH finds. */
	readonly binary?: string;
	/** Milliseconds that the server may take until it listens; default: 20,000. */
	readonly startup?: number;
}

interface NodeLabRequest extends LabRequest {
	/** What the script is called with. */
	readonly args?: readonly string[];
	/** For node itself: `--import=tsx`. */
	readonly nodeOption?: readonly string[];
}

interface ExecLabRequest extends LabRequest {
	/** The port of 127.0.0.1 that the command takes; default: a free one, `{port}`. */
	readonly port?: number;
}

/**
 * Starts a server from the user's own config in a sandbox, tests it and takes it down again. `file` is
 * the config, or the script of a Node server.
 * @throws UsageError when the server cannot be started, with its own words.
 */
export function lab(kind: 'node', file: string, request?: NodeLabRequest): Promise<Run>;
/** The same for any command that reads `MTLS_LAB_*` or has `{cert}`, `{key}`, `{ca}` and `{port}`. */
export function lab(
	kind: 'exec',
	command: readonly string[],
	request?: ExecLabRequest,
): Promise<Run>;
export function lab(
	kind: Exclude<LabKind, 'node' | 'exec'>,
	file: string,
	request?: LabRequest,
): Promise<Run>;
export async function lab(
	kind: LabKind,
	file: string | readonly string[],
	request: NodeLabRequest & ExecLabRequest = {},
): Promise<Run> {
	const {
		server = [],
		binary = null,
		startup = 20_000,
		args = [],
		nodeOption = [],
		...rest
	} = request;
	const { port = null, ...asked } = rest;
	const env = request.env ?? process.env;
	const { said, context, signal, onFinding } = await readRequest({ ...asked, env }, 'lab()');
	const servers = typeof server === 'string' ? [server] : server;
	const settings = await labSettings(onlyLabOptions(said.options), servers, context);
	const start = await starter(kind, file, { args, nodeArgs: nodeOption, port });
	const carryOut = async (options: RunOptions): Promise<Run> =>
		toldOf(await startRun(options, signal), onFinding);
	const ground = { env, cwd: context.cwd, binary, startupMs: startup, signal };
	const waivers = await loadWaivers({ waivers: said.options.waivers }, settings, silent(context));
	const { run } = await testLab({ ...ground, settings, start, carryOut });
	return (await waivers.judge(run)).run;
}

interface Started {
	readonly args: readonly string[];
	readonly nodeArgs: readonly string[];
	readonly port: number | null;
}

async function starter(
	kind: LabKind,
	file: string | readonly string[],
	{ args, nodeArgs, port }: Started,
): Promise<StartLab> {
	const config = typeof file === 'string' ? file : '';
	const words = typeof file === 'string' ? [file] : file;
	switch (kind) {
		case 'nginx': {
			const { startNginx } = await import('../lab/nginx/start-nginx.ts');
			return (ground) => startNginx(ground, config);
		}
		case 'haproxy': {
			const { startHaproxy } = await import('../lab/haproxy/start-haproxy.ts');
			return (ground) => startHaproxy(ground, config);
		}
		case 'apache': {
			const { startApache } = await import('../lab/apache/start-apache.ts');
			return (ground) => startApache(ground, config);
		}
		case 'caddy': {
			const { startCaddy } = await import('../lab/caddy/start-caddy.ts');
			return (ground) => startCaddy(ground, config);
		}
		case 'node': {
			const { startNode } = await import('../lab/node/start-node.ts');
			return (ground) => startNode(ground, { script: config, args, nodeArgs });
		}
		case 'exec': {
			const { startExec } = await import('../lab/exec/start-exec.ts');
			return (ground) => startExec(ground, words, { port });
		}
		default:
			throw new UsageError(`lab(): no kind ${JSON.stringify(kind)}`, kinds);
	}
}

const kinds = 'nginx, haproxy, apache, caddy, node or exec';
