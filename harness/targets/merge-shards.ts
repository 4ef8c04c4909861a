/** Puts the shards of a run together, one target at a time. */
import type { Run, RunPart, WaiversSummary } from '../finding.ts';
import { UsageError } from '../usage-error.ts';
import { addUses } from '../waivers/add-uses.ts';
import { type Collected, Collector } from './collector.ts';
import { mergeHints } from './merge-hints.ts';
import { mergeTarget } from './merge-target.ts';
import type { ShardFile } from './shards.ts';

/** A saved shard, and how what it found is read. */
export interface ReadableShard extends ShardFile {
	/** Target by target, as in `run.targets`. @throws Error when the file is broken. */
	readonly parts: () => AsyncIterable<RunPart>;
}

/** `collector` is to be closed when nothing is read of the run any more. */
export interface MergedRun extends Collected {
	readonly close: () => Promise<void>;
}

/**
 * The run that the shards are parts of. Memory holds one target of each shard.
 * @throws UsageError when a file is broken, or the shards are not about the same.
 */
export async function mergeShards(shards: readonly ReadableShard[]): Promise<MergedRun> {
	const runs = shards.map(({ run }) => run);
	const [first] = runs;
	if (first === undefined) throw new Error('no shard to merge');
	requireSameTargets(shards);
	const applied = addedUp(shards);
	const collector = await Collector.open({
		...{ tool: first.tool, runtime: first.runtime, profile: first.profile },
		startedAt: runs.map(({ startedAt }) => startedAt).toSorted()[0] ?? first.startedAt,
		...{ count: first.targets.length, waivers: null, failOn: first.shard?.failOn ?? 'medium' },
		...(applied === null ? {} : { applied }),
	});
	try {
		await mergeTargets(shards, first.targets.length, collector);
		const collected = await collector.finish({
			durationMs: runs.reduce((sum, { durationMs }) => sum + durationMs, 0),
			interrupted: runs.some(({ interrupted }) => interrupted),
			hints: mergeHints(runs.map(({ hints }) => hints)),
		});
		return { ...collected, close: () => collector.close() };
	} catch (error) {
		await collector.close();
		throw error;
	}
}

async function mergeTargets(
	shards: readonly ReadableShard[],
	count: number,
	collector: Collector,
): Promise<void> {
	const open = shards.map((shard) => ({ shard, parts: shard.parts()[Symbol.asyncIterator]() }));
	for (let index = 0; index < count; index += 1) {
		const parts: RunPart[] = [];
		for (const { shard, parts: rest } of open) {
			const next = await readable(shard, () => rest.next());
			if (next.done !== true) parts.push(next.value);
		}
		await collector.add(index, { ...mergeTarget(parts), hints: [] });
	}
	// What is about no target is found out anew; and only now it is known that each file is whole.
	for (const { shard, parts: rest } of open) {
		while ((await readable(shard, () => rest.next())).done !== true);
	}
}

async function readable<T>({ label }: ShardFile, read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		throw new UsageError(`${label}: ${message}`, null, { cause: error });
	}
}

function requireSameTargets(shards: readonly ReadableShard[]): void {
	const urls = (run: Run): string => JSON.stringify(run.targets.map(({ url }) => url));
	const [first] = shards;
	const other = shards.find(({ run }) => first !== undefined && urls(run) !== urls(first.run));
	if (other === undefined) return;
	throw new UsageError(`${other.label}: has other targets than ${first?.label ?? ''}`);
}

function addedUp(shards: readonly ReadableShard[]): WaiversSummary | null {
	const [first, ...others] = shards;
	const waivers = first?.run.waivers;
	let entries = waivers?.entries ?? [];
	for (const { label, run } of others) {
		try {
			entries = addUses(entries, run.waivers?.entries ?? []);
		} catch (error) {
			throw new UsageError(`${label}: judged with other waivers than ${first?.label ?? ''}`, null, {
				cause: error,
			});
		}
	}
	return waivers === undefined ? null : { file: waivers.file, entries };
}
