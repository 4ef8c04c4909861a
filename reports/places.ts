/** Names of the places that findings are about. Nothing here is escaped yet. */

/** The path, and where several targets are to be told apart its whole URL; a target alone has no path. */
export function placeName(
	{ target, path }: { readonly target: string; readonly path: string },
	hasTargets: boolean,
): string {
	if (!hasTargets) return path;
	if (!URL.canParse(target)) return `${target} ${path}`.trim();
	// Of targets with the same URL each has its name behind `#`.
	const { origin, hash } = new URL(target);
	return `${origin}${path}${hash}`;
}

/** The first so many, and how many more there are. */
export function listed(names: readonly string[], most: number): string {
	const shown = names.length <= most ? names : names.slice(0, most - 1);
	const more = names.length - shown.length;
	return [...shown, ...(more === 0 ? [] : [`${more} more`])].join(', ');
}

/** How many places there are, and of what kind. */
export function countedPlaces(
	places: readonly { readonly target: string; readonly path: string }[],
): string {
	const targets = new Set(places.map(({ target }) => target)).size;
	const paths = new Set(places.map(({ path }) => path)).size;
	if (targets === 1) return `${paths} paths`;
	return paths === 1 ? `${targets} targets` : `${places.length} places`;
}
