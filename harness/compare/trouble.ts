/** What fails at a place that the base does not have. Pure. */
import type { TargetExtent } from './extent.ts';
import { pathOf } from './matching.ts';

/** Variants that fail on a path, or anywhere. */
export function failingOn({ findings }: TargetExtent, path: string | null): number {
	const failing = findings.filter((it) => it.fails && (path === null || pathOf(it) === path));
	return new Set(failing.map(({ id }) => id)).size;
}

/** The end of a sentence about a place. */
export function trouble(fails: number): string {
	if (fails === 0) return '';
	return fails === 1 ? ', and one variant fails there' : `, and ${fails} variants fail there`;
}
