/** The middle of an odd number of figures. @throws Error when there is none. */
export function median(figures: readonly number[]): number {
	const middle = figures.toSorted((one, other) => one - other)[figures.length >> 1];
	if (middle === undefined) throw new Error('a median of nothing');
	return middle;
}
