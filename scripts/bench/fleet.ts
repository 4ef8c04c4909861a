/** Whether a run over many targets needs no more memory for them, and no more time for each. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseReport } from '../../reports/parse-report.ts';
import { timedWithMemory } from './peak-memory.ts';
import type { BenchTarget } from './target.ts';

/** Before some 200 targets the runtime is still growing its heaps, whatever they are used for. */
const [few, many] = [250, 1000];

export interface FleetRatios {
	/** Peak memory at a thousand targets, as a multiple of that at a quarter of them. */
	readonly memory: number;
	/** Time for each target, likewise. */
	readonly time: number;
	readonly findings: number;
}

/** One nginx under a thousand names. `bin`: the compiled command line. */
export async function measureFleet(target: BenchTarget, bin: string): Promise<FleetRatios> {
	const quarter = await measure(target, bin, few);
	const all = await measure(target, bin, many);
	return {
		memory: all.megabytes / quarter.megabytes,
		time: all.milliseconds / many / (quarter.milliseconds / few),
		findings: all.findings,
	};
}

async function measure(
	{ files, port, scratch }: BenchTarget,
	bin: string,
	count: number,
): Promise<{
	readonly megabytes: number;
	readonly milliseconds: number;
	readonly findings: number;
}> {
	const config = scratch(`fleet-${count}.config.json`);
	writeFileSync(
		config,
		JSON.stringify({
			...{ cacert: files.serverCa, clientCa: files.ca, clientCaKey: files.caKey },
			...{ connectTo: `127.0.0.1:${port}`, only: ['presence/no-certificate', 'trust/wrong-root'] },
			targets: Array.from({ length: count }, (_, at) => ({
				url: `https://t${at}.localhost:${port}/`,
			})),
		}),
	);
	const report = (name: string): string => scratch(`fleet-${count}.${name}`);
	const reporters = ['junit', 'jsonl'].map((kind) => `${kind}=${report(kind)}`).join(',');
	const { megabytes, milliseconds } = await timedWithMemory([
		...[bin, '--config', config, '--reporter', reporters],
	]);
	const [header = ''] = readFileSync(report('jsonl'), 'utf8').split('\n', 1);
	const { summary, targets } = parseReport(JSON.stringify({ ...JSON.parse(header), findings: [] }));
	if (targets.length !== count || summary.conforms !== summary.planned) {
		throw new Error(`not all of ${count} targets are green`);
	}
	return { megabytes, milliseconds, findings: summary.planned };
}
