import { conclude, summarize } from '../conclude.ts';
import type { Run } from '../finding.ts';
import type { RunOptions } from '../options.ts';
import { selectVariants } from '../select.ts';
import { runtime, tool } from '../tool.ts';
import { shardSelection } from './shard.ts';

/**
 * The run of a shard that has nothing of a target: no reason to knock there. `null` where it has.
 * @throws UsageError when the selection itself matches nothing.
 */
export function nothingToDo(options: RunOptions): Run | null {
	const { only, skip, profile, own, shard, target } = options;
	if (shard === undefined) return null;
	const selected = selectVariants(only, skip, profile, own);
	if (shardSelection(selected, target.url, shard).length > 0) return null;
	const summary = summarize([]);
	return {
		schemaVersion: 1,
		...{ tool, runtime },
		targets: [{ url: target.url, kind: 'server', address: '', limits: [] }],
		startedAt: new Date().toISOString(),
		durationMs: 0,
		interrupted: false,
		...{ shard, profile },
		conclusion: conclude(summary, undefined, true),
		summary,
		hints: [],
		findings: [],
	};
}
