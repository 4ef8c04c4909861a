import { Collector, here } from '../../targets/collector.ts';
import type { GivenWaivers } from '../../waivers/waiver.ts';
import type { Fleet } from './parse-fleet.ts';

/** Begins the run of several targets. What it opens must be closed. */
export function collectFleet(
	{ targets, profile, shard, failOn, own }: Fleet,
	waivers: GivenWaivers | null,
): Promise<Collector> {
	return Collector.open({
		...here,
		startedAt: new Date().toISOString(),
		...(shard === null ? {} : { shard }),
		...{ profile, count: targets.length, waivers, failOn, own },
	});
}
