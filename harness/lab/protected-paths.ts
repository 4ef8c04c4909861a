import type { Run } from '../finding.ts';
import type { LabLocation, LabServer } from './lab.ts';
import { ruleFor } from './rule-for.ts';

/** What a run found protected on each of its targets, by URL. */
export function protectedPaths(run: Run | null): ReadonlyMap<string, readonly string[]> {
	return new Map(
		(run?.targets ?? []).map(({ url, locations = [] }) => [
			url,
			locations.filter(({ access }) => access === 'protected').map(({ path }) => path),
		]),
	);
}

/** What a config did not say of a server: paths that are to be tested, and those that were. */
export interface PathsToTest {
	/** `--protected`. */
	readonly named: readonly string[];
	/** Found protected by an earlier run. */
	readonly before: readonly string[];
}

/**
 * Of the paths that are to be tested those that this server answers for: a config may let in different
 * people at parts of one host, which are servers of their own then.
 */
export function pathsOf(
	server: LabServer,
	servers: readonly LabServer[],
	{ named, before }: PathsToTest,
): PathsToTest {
	const sharing = servers.filter(({ url }) => url === server.url);
	const isOwn = (path: string): boolean =>
		sharing.toSorted((one, other) => reach(other, path) - reach(one, path))[0] === server;
	const known = new Set(sharing.flatMap(({ locations }) => locations.map(({ path }) => path)));
	return {
		named: named.filter(isOwn),
		before: before.filter((path) => !known.has(path) && isOwn(path)),
	};
}

/** Characters of the longest of its paths that leads to this one. */
function reach({ locations }: LabServer, path: string): number {
	const leading = locations.filter((it) => path.startsWith(it.path));
	return Math.max(-1, ...leading.map((it) => it.path.length));
}

/** The locations of a server, and paths that were protected and have none of their own any more. */
export function withLostLocations(
	{ locations, where }: Pick<LabServer, 'locations' | 'where'>,
	lost: readonly string[],
): readonly LabLocation[] {
	return [
		...locations,
		...lost.map((path): LabLocation => ({
			path,
			written: 'no location of its own any more',
			where,
			acceptIf: ruleFor(path, locations),
			isGuarded: true,
		})),
	];
}
