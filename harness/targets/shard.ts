/** Splits what is selected between several runs. Pure. */
import { createHash } from 'node:crypto';
import type { Variant } from '../../fixtures/variant.ts';
import type { ShardOf } from '../finding.ts';

/** Which part of a run this one is, before it is known what the whole run is. */
export type ShardNumber = Pick<ShardOf, 'index' | 'count'>;

/**
 * The shard, from 1, that tests a variant on a target. It follows from the two names alone, so a
 * variant that is added moves none of the others.
 */
export function shardFor(target: string, id: string, count: number): number {
	const hash = createHash('sha256')
		.update(JSON.stringify([target, id]))
		.digest();
	// 48 bits are exact in a double, and leave no shard noticeably more than another.
	return (hash.readUIntBE(0, 6) % count) + 1;
}

/**
 * What a shard has of a selection. A comparison looks at all findings of its run, so it goes along
 * with whatever the shard has; `report merge` makes it once more over all of them.
 */
export function shardSelection(
	selected: readonly Variant[],
	target: string,
	{ index, count }: ShardNumber,
): readonly Variant[] {
	const falls = new Set(selected.filter(({ id }) => shardFor(target, id, count) === index));
	const hasOthers = [...falls].some(({ kind }) => kind !== 'comparison');
	return selected.filter((it) => falls.has(it) || (hasOthers && it.kind === 'comparison'));
}
