import type { Run, RunPart, SpooledRun } from '../harness/finding.ts';
import { groupBy } from './group-by.ts';

/** The parts of a run that is in memory. */
export function partsOf(run: Run): readonly RunPart[] {
	const byTarget = groupBy(run.findings, ({ target }) => target);
	const urls = new Set(run.targets.map(({ url }) => url));
	const others = run.findings.filter(({ target }) => !urls.has(target));
	const certificates = run.certificates ?? {};
	const parts = run.targets.map((target, index): RunPart => {
		const all = index === 0 ? certificates : {};
		return { target, findings: byTarget.get(target.url) ?? [], certificates: all };
	});
	return others.length === 0
		? parts
		: [...parts, { target: null, findings: others, certificates: {} }];
}

/** A run that is in memory as one that is not. */
export function asSpooled(run: Run): SpooledRun {
	const { certificates, ...rest } = run;
	return {
		run: { ...rest, findings: [], ...(certificates === undefined ? {} : { certificates: {} }) },
		async *parts() {
			yield* partsOf(run);
		},
	};
}
