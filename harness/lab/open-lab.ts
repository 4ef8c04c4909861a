/** A lab from its making to its end: nothing of it is left, whichever way it ends. */
import { createKeyRing } from '../../fixtures/pki/key-ring.ts';
import type { Run } from '../finding.ts';
import { UsageError } from '../usage-error.ts';
import { createLabAuthorities } from './authorities.ts';
import { type FileContents, fileContents } from './file-contents.ts';
import type { Lab, LabGround } from './lab.ts';
import type { LabSettings } from './lab-settings.ts';
import { type LabRunParts, runLab } from './run-lab.ts';
import { openSandbox } from './sandbox.ts';
import { createUpstreamStub } from './stub/create-upstream-stub.ts';

/** Starts the user's server on that ground. @throws UsageError with the server's own words. */
export type StartLab = (ground: LabGround) => Promise<Lab>;

export interface LabOrder
	extends
		Pick<LabGround, 'env' | 'cwd' | 'binary' | 'startupMs' | 'signal'>,
		Pick<LabRunParts, 'carryOut'> {
	readonly start: StartLab;
	readonly settings: LabSettings;
}

export interface TestedLab {
	readonly run: Run;
	/** The files of its config as they were when it was started. */
	readonly files: FileContents;
}

/** Starts a lab, tests it and takes it down. @throws UsageError when it cannot be started. */
export async function testLab({
	start,
	settings,
	carryOut,
	...rest
}: LabOrder): Promise<TestedLab> {
	const sandbox = openSandbox();
	const authorities = createLabAuthorities(createKeyRing());
	const stub = createUpstreamStub(authorities);
	try {
		const lab = await start({ ...rest, sandbox, authorities, stub }).catch(withHint);
		try {
			const files = await fileContents(lab.files);
			const { signal } = rest;
			const run = await runLab(lab, { settings, authorities, signal, carryOut });
			return { run, files };
		} finally {
			await lab.stop();
		}
	} finally {
		await stub.close();
		await sandbox.close();
	}
}

function withHint(error: unknown): never {
	if (!(error instanceof UsageError) || error.hint !== null) throw error;
	throw new UsageError(error.message, 'docs/lab.md says what a lab can start', { cause: error });
}
