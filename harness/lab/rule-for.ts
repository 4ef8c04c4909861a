import type { Rule } from '../rule.ts';
import type { LabLocation } from './lab.ts';

/** How a path shows whom it took for good: as the location with the longest path that leads there. */
export function ruleFor(
	path: string,
	locations: readonly Pick<LabLocation, 'path' | 'acceptIf'>[],
): readonly Rule[] {
	const [above] = locations
		.filter((location) => path.startsWith(location.path))
		.toSorted((one, other) => other.path.length - one.path.length);
	return above?.acceptIf ?? [];
}
