/** `--compare`: the run that this one is held against. */
import { withComparison } from '../compare/with-comparison.ts';
import type { Run } from '../finding.ts';
import { UsageError } from '../usage-error.ts';
import type { Io } from './io.ts';
import { readRun } from './read-run.ts';

export interface Base {
	/** As the user named it. */
	readonly name: string;
	readonly run: Run;
}

/** Reads what `--compare` names. @throws UsageError when it is no saved run. */
export async function readBase(path: string, { cwd }: Pick<Io, 'cwd'>): Promise<Base> {
	return { name: path, run: await readRun('--compare', path, cwd) };
}

/** The run, judged by what changed. @throws UsageError when nothing can be held against the base. */
export function compared(run: Run, { name, run: base }: Base): Run {
	try {
		return withComparison(run, base, name);
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		throw new UsageError(message, 'compare with a run of the same extent that went to its end', {
			cause: error,
		});
	}
}
