/** A lab from its making to its end: nothing of it is left, whichever way it ends. */
import { createKeyRing } from '../../fixtures/pki/key-ring.ts';
import type { Run } from '../finding.ts';
import { UsageError } from '../usage-error.ts';
import { createLabAuthorities, type LabAuthorities } from './authorities.ts';
import { type FileContents, fileContents } from './file-contents.ts';
import type { Lab, LabGround } from './lab.ts';
import type { LabSettings } from './lab-settings.ts';
import { routedPaths } from './other-paths.ts';
import { type LabRunParts, runLab } from './run-lab.ts';
import { isOurs } from './start/is-ours.ts';
import { openSandbox } from './sandbox/sandbox.ts';
import { createUpstreamStub } from './stub/create-upstream-stub.ts';

/** Starts the user's server on that ground. @throws UsageError with the server's own words. */
export type StartLab = (ground: LabGround) => Promise<Lab>;

/** What is started, and where. */
export interface LabStart extends Pick<
	LabGround,
	'env' | 'cwd' | 'binary' | 'startupMs' | 'signal'
> {
	readonly start: StartLab;
}

/** What is started and how it is tested. */
export interface LabOrder extends LabStart, Pick<LabRunParts, 'carryOut'> {
	readonly settings: LabSettings;
}

/** What a test came to, and of which config. */
export interface TestedLab {
	readonly run: Run;
	/** The files of its config as they were when it was started. */
	readonly files: FileContents;
}

/** Starts a lab, tests it and takes it down. @throws UsageError when it cannot be started. */
export function testLab({ settings, carryOut, ...order }: LabOrder): Promise<TestedLab> {
	return withLab(order, async (lab, authorities) => {
		const files = await fileContents(lab.files);
		const { signal } = order;
		return { run: await runLab(lab, { settings, authorities, signal, carryOut }), files };
	});
}

/** Starts a lab only to learn what it routes. @throws UsageError when it cannot be started. */
export function routesOfLab(order: LabStart): Promise<LabSettings['alsoAsk']> {
	return withLab(order, async (lab) => routedPaths(lab));
}

async function withLab<T>(
	{ start, ...rest }: LabStart,
	use: (lab: Lab, authorities: LabAuthorities) => Promise<T>,
): Promise<T> {
	const sandbox = openSandbox();
	const authorities = createLabAuthorities(createKeyRing());
	const stub = createUpstreamStub(authorities);
	try {
		const lab = await startOurs(start, { ...rest, sandbox, authorities, stub });
		try {
			return await use(lab, authorities);
		} finally {
			await lab.stop();
		}
	} finally {
		await stub.close();
		await sandbox.close();
	}
}

/** Starts it again where a port was lost to somebody else. */
async function startOurs(start: StartLab, ground: LabGround): Promise<Lab> {
	for (let attempt = 1; ; attempt += 1) {
		const lab = await start(ground).catch(withHint);
		const listening = [...lab.servers, ...(lab.unasked ?? [])];
		const isOwn = await Promise.all(listening.map((it) => isOurs(it, ground)));
		if (lab.hasOwnCertificate === true || isOwn.every(Boolean)) return lab;
		await lab.stop();
		if (attempt === 3) {
			throw new UsageError(
				`${lab.source}: somebody else listens on the ports that were chosen for it`,
			);
		}
	}
}

function withHint(error: unknown): never {
	if (!(error instanceof UsageError) || error.hint !== null) throw error;
	throw new UsageError(error.message, 'docs/lab.md says what a lab can start', { cause: error });
}
