import type { BenchHouse, BenchSystem, Started } from '../../fixtures/endpoints/mutants/mutant.ts';
import type { Finding } from '../../harness/finding.ts';
import type { RunOptions } from '../../harness/options.ts';
import { parseRule } from '../../harness/parse-rule.ts';
import { startRun } from '../../harness/run.ts';
import type { Bench } from './lab.ts';

/** Presents to a system what it is to be asked. */
export async function runSystem(system: BenchSystem, bench: Bench): Promise<readonly Finding[]> {
	const { asked, revocation = null, tls = ['TLSv1.3'], house = {} } = system;
	const started = await system.start(bench);
	try {
		const options = bench.options(started.port, {
			...{ only: [...asked], revocation, tls },
			...houseOptions(house, started),
		});
		const { run } = await startRun(options, new AbortController().signal, { keys: bench.keys });
		return (await run).findings;
	} finally {
		await started.close();
	}
}

function houseOptions(
	{
		servername = 'localhost',
		vhosts = [],
		paths = ['/'],
		openPaths = [],
		markers = [],
	}: BenchHouse,
	{ port, listeners = [] }: Started,
): Partial<RunOptions> {
	return {
		target: {
			url: `https://${servername}:${port}/`,
			host: servername,
			port,
			connectTo: { host: '127.0.0.1', port },
			servername,
		},
		vhosts,
		paths,
		openPaths,
		markers: markers.map(parseRule),
		listeners: listeners.map(({ port: own, plaintext }) => ({
			url: `${plaintext ? 'http' : 'https'}://127.0.0.1:${own}`,
			host: '127.0.0.1',
			port: own,
			plaintext,
		})),
	};
}
