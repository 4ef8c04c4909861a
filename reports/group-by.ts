/** Never empty. */
export type Group<T> = [T, ...T[]];

/** Groups in order of first appearance. */
export function groupBy<T>(
	items: Iterable<T>,
	key: (item: T) => string,
): ReadonlyMap<string, Group<T>> {
	const groups = new Map<string, Group<T>>();
	for (const item of items) {
		const group = groups.get(key(item));
		if (group === undefined) groups.set(key(item), [item]);
		else group.push(item);
	}
	return groups;
}
