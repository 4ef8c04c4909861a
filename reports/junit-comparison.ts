/** Cases for what got weaker without any finding that says so: a location that is open now. */
import type { Run } from '../harness/finding.ts';
import { capBytes, plain } from './escape.ts';
import type { JunitCase } from './junit-case.ts';
import { type WeakerLocation, weakerLocations } from './weaker-locations.ts';

/** In a run that was not compared there are none. `unique` is that of the whole file. */
export function comparisonCases(run: Run, unique: (name: string) => string): readonly JunitCase[] {
	const base = run.comparison?.base ?? '';
	return weakerLocations(run).map((weaker) => comparisonCase(weaker, base, unique));
}

function comparisonCase(
	{ change: { path, target, before, after }, says }: WeakerLocation,
	base: string,
	unique: (name: string) => string,
): JunitCase {
	const lines = [says, `before: ${before}`, `after: ${after}`, `compared with: ${base}`];
	return {
		family: 'comparison',
		classname: 'mtls.comparison',
		name: unique(`location – ${plain(path, 150)} [${plain(target, 150)}]`),
		durationMs: 0,
		about: { path, target },
		properties: [
			['before', capBytes(plain(before, 200), 200)],
			['after', capBytes(plain(after, 200), 200)],
		],
		result: {
			kind: 'failure',
			message: capBytes(plain(says, 400), 500),
			type: 'weaker',
			text: lines.map((line) => plain(line, 700)).join('\n'),
		},
	};
}
