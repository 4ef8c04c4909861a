/** Cases for what got weaker without any finding that says so: a location that is open now. */
import type { Change, Run } from '../harness/finding.ts';
import { changeGroups, sentence } from './change-groups.ts';
import { capBytes, plain } from './escape.ts';
import type { JunitCase } from './junit-case.ts';

/** In a run that was not compared there are none. `unique` is that of the whole file. */
export function comparisonCases(
	{ comparison }: Run,
	unique: (name: string) => string,
): readonly JunitCase[] {
	if (comparison === undefined) return [];
	const weaker = comparison.changes.filter(
		({ id, kind }) => kind === 'weaker' && id === 'location',
	);
	return weaker.map((change) => comparisonCase(change, comparison.base, unique));
}

function comparisonCase(change: Change, base: string, unique: (name: string) => string): JunitCase {
	const { path, target, before, after } = change;
	const [group] = changeGroups({ base, changes: [change], notCompared: 0 }, true);
	const says = group === undefined ? change.says : sentence(group);
	const lines = [says, `before: ${before}`, `after: ${after}`, `compared with: ${base}`];
	return {
		family: 'comparison',
		classname: 'mtls.comparison',
		name: unique(`location – ${plain(path, 150)} [${plain(target, 150)}]`),
		durationMs: 0,
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
