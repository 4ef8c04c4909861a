/** What `--update-waivers` says of what it wrote. Pure. */
import { printable } from '../../reports/escape.ts';
import type { WaiversUpdate } from '../waivers/plan-update.ts';
import type { GivenWaivers } from '../waivers/waiver.ts';

/** A line for each thing that was done or left; `before`: the entries that there were. */
export function updateWords(
	file: string,
	before: GivenWaivers,
	{ added, changed, removed, left }: WaiversUpdate,
): string {
	const nameOf = (entry: number): string => before.entries[entry - 1]?.id ?? '';
	const ids = [...new Set(added.map(({ id }) => id))];
	const last = added
		.map(({ expires }) => expires)
		.toSorted()
		.at(-1);
	const lines = [
		...(added.length === 0
			? []
			: [
					`${counted(added.length, 'new entry', 'new entries')}, until ${last}: ${ids.join(', ')}; replace the reason`,
				]),
		...changed.map(
			({ entry }) => `entry ${entry} (${nameOf(entry)}) pins what is seen now, until the same day`,
		),
		...removed.map((entry) => `entry ${entry} (${nameOf(entry)}) removed: nothing deviates for it`),
		...left,
	];
	const all = lines.length === 0 ? ['no entry had to be written'] : lines;
	return all.map((it) => `${printable(file, 300)}: ${printable(it, 2000)}\n`).join('');
}

function counted(count: number, one: string, many: string): string {
	return count === 1 ? `one ${one}` : `${count} ${many}`;
}
