/** Labs of commands for tests: started, asked, and taken down with all that they stand on. */
import { fileURLToPath } from 'node:url';
import { createKeyRing } from '../../../../fixtures/pki/key-ring.ts';
import type { Run } from '../../../../harness/finding.ts';
import { createLabAuthorities } from '../../../../harness/lab/authorities.ts';
import { type ExecOptions, startExec } from '../../../../harness/lab/exec/start-exec.ts';
import type { Lab, LabServer } from '../../../../harness/lab/lab.ts';
import type { Sandbox } from '../../../../harness/lab/sandbox/sandbox.ts';
import type { RunOptions } from '../../../../harness/options.ts';
import { noMaterials, runAgainst } from '../../lab.ts';
import { openGround } from '../ground.ts';

export interface ExecLab {
	readonly lab: Lab;
	readonly server: LabServer;
	readonly sandbox: Sandbox;
	/** Runs these variants of the catalogue. */
	readonly run: (only: readonly string[], different?: Partial<RunOptions>) => Promise<Run>;
	readonly close: () => Promise<void>;
}

export interface ExecOrder extends ExecOptions {
	readonly startupMs?: number;
	readonly env?: NodeJS.ProcessEnv;
	readonly signal?: AbortSignal;
}

/** The file of that name in the folder of commands. */
export function commandFile(name: string): string {
	return fileURLToPath(new URL(`commands/${name}`, import.meta.url));
}

const authorities = createLabAuthorities(createKeyRing());

/** @throws whatever the command does not start with; nothing of it is left then. */
export async function openExecLab(
	command: readonly string[],
	{
		startupMs = 20_000,
		env = {},
		signal = new AbortController().signal,
		...options
	}: ExecOrder = {},
): Promise<ExecLab> {
	const { ground, close } = openGround({
		authorities,
		env: { ...process.env, ...env },
		cwd: fileURLToPath(new URL('commands', import.meta.url)),
		startupMs,
		signal,
	});
	try {
		const lab = await startExec(ground, command, options);
		const [server] = lab.servers;
		if (server === undefined) throw new Error('a lab of a command has one server');
		const { url, host, port, connectTo, servername } = server;
		return {
			lab,
			server,
			sandbox: ground.sandbox,
			run: (only, different) =>
				runAgainst(port, {
					target: { url, host, port, connectTo, servername },
					materials: { ...noMaterials, clientCa: server.clientCa },
					trust: authorities.trust,
					revocation: server.revocation,
					only,
					...different,
				}),
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}
