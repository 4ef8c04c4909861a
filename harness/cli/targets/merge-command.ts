import { exitCode } from '../../conclude.ts';
import { mergeShards } from '../../targets/merge-shards.ts';
import { shardsOfOneRun } from '../../targets/shards.ts';
import { configHere } from '../config-here.ts';
import { deliver } from '../deliver.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { parseReporters } from '../reporter-option.ts';
import { openParts } from './open-part.ts';

/**
 * `mtls-gauntlet report merge`: the run that the parts are parts of, as if it had not been split.
 * @throws UsageError when they are not all of one run.
 */
export async function mergeReports(
	paths: readonly string[],
	reporters: readonly string[],
	io: Io,
): Promise<ExitCode> {
	const specs = parseReporters(reporters);
	const found = (await Promise.all(paths.map((path) => openParts(path, io.cwd)))).flat();
	const { files, notes } = shardsOfOneRun(found);
	for (const note of notes) io.stderr.write(`${note}\n`);
	const merged = await mergeShards(files);
	try {
		const file = await configHere(io.cwd);
		await deliver(await merged.held(), { reporters: specs, file }, io, merged);
		return exitCode(merged.run);
	} finally {
		await merged.close();
	}
}
