import { renderChanges } from '../../reports/changes.ts';
import { compareRuns } from '../compare/compare-runs.ts';
import { fileContents } from '../lab/file-contents.ts';
import type { TestedLab } from '../lab/open-lab.ts';
import { UsageError } from '../usage-error.ts';
import { type Io, wantsColor } from './io.ts';
import { untilChanged } from './until-changed.ts';

/** What `--watch` needs to go on. */
export interface Watching {
	/** Tests what the config is now, and reports it. @throws UsageError where it does not start. */
	readonly retest: () => Promise<TestedLab>;
	/** Aborted by Ctrl-C. */
	readonly signal: AbortSignal;
	readonly io: Io;
}

/** Tests again whenever the config changes and says what that changed, until Ctrl-C. */
export async function watchLab(first: TestedLab, { retest, signal, io }: Watching): Promise<130> {
	let last = first;
	let { files } = first;
	for (;;) {
		const count = files.size === 1 ? 'a file' : `${files.size} files`;
		io.stderr.write(`watching ${count}; Ctrl-C ends\n`);
		if (!(await untilChanged(files, signal))) return 130;
		const seen = await fileContents(files.keys());
		try {
			const now = await retest();
			if (now.run.interrupted) return 130;
			io.stdout.write(
				renderChanges(compareRuns(last.run, now.run), { color: wantsColor(io.stdout, io) }),
			);
			({ files } = now);
			last = now;
		} catch (error) {
			if (!(error instanceof UsageError)) throw error;
			io.stderr.write(`${error.message}\n${error.hint === null ? '' : `hint: ${error.hint}\n`}`);
			files = seen;
		}
	}
}
