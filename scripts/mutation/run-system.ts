import type { BenchSystem } from '../../fixtures/endpoints/mutants/mutant.ts';
import type { Finding } from '../../harness/finding.ts';
import { startRun } from '../../harness/run.ts';
import type { Bench } from './lab.ts';

/** Presents to a system what it is to be asked. */
export async function runSystem(system: BenchSystem, bench: Bench): Promise<readonly Finding[]> {
	const { asked, revocation = null, tls = ['TLSv1.3'] } = system;
	const started = await system.start(bench);
	try {
		const options = bench.options(started.port, { only: [...asked], revocation, tls });
		const { run } = await startRun(options, new AbortController().signal, { keys: bench.keys });
		return (await run).findings;
	} finally {
		await started.close();
	}
}
