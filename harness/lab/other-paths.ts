import type { Run } from '../finding.ts';
import type { Lab, LabLocation, LabServer } from './lab.ts';
import type { FoundBefore, LabSettings } from './lab-settings.ts';
import { ruleFor } from './rule-for.ts';

/** What a run found on each of its targets, by URL. */
export function foundBefore(run: Run): ReadonlyMap<string, FoundBefore> {
	const checked = run.findings.filter(
		({ id, outcome }) => id === listControl && outcome !== 'skipped',
	);
	const checking = new Set(checked.map(({ target }) => target));
	return new Map(
		run.targets.map(({ url, locations = [] }) => [
			url,
			{
				protectedPaths: locations
					.filter(({ access }) => access === 'protected')
					.map(({ path }) => path),
				checksLists: checking.has(url),
			},
		]),
	);
}

/** The paths of a lab that its config routes on their own, by URL. */
export function routedPaths({ servers, unasked = [] }: Lab): LabSettings['alsoAsk'] {
	const paths = new Map<string, readonly string[]>();
	for (const { url, locations } of [...servers, ...unasked]) {
		paths.set(url, [...(paths.get(url) ?? []), ...locations.map(({ path }) => path)]);
	}
	return paths;
}

/** What a config did not say of a server: paths that are to be tested, and those that were. */
export interface PathsToTest {
	/** `--protected`. */
	readonly named: readonly string[];
	/** Found protected by an earlier run. */
	readonly before: readonly string[];
	/** Routed by another config. */
	readonly alsoAsk: readonly string[];
}

/**
 * Of the paths that are to be tested those that this server answers for: a config may let in different
 * people at parts of one host, which are servers of their own then.
 */
export function pathsOf(
	server: LabServer,
	servers: readonly LabServer[],
	{ named, before, alsoAsk }: PathsToTest,
): PathsToTest {
	const sharing = servers.filter(({ url }) => url === server.url);
	const isOwn = (path: string): boolean =>
		sharing.toSorted((one, other) => reach(other, path) - reach(one, path))[0] === server;
	const known = new Set(sharing.flatMap(({ locations }) => locations.map(({ path }) => path)));
	return {
		named: named.filter(isOwn),
		before: before.filter((path) => !known.has(path) && isOwn(path)),
		alsoAsk: alsoAsk.filter((path) => !known.has(path) && !before.includes(path) && isOwn(path)),
	};
}

/** Characters of the longest of its paths that leads to this one. */
function reach({ locations }: LabServer, path: string): number {
	const leading = locations.filter((it) => path.startsWith(it.path));
	return Math.max(-1, ...leading.map((it) => it.path.length));
}

/** The locations of a server, and paths that have none of their own. */
export function withOtherPaths(
	{ locations, where }: Pick<LabServer, 'locations' | 'where'>,
	{ before, alsoAsk }: PathsToTest,
): readonly LabLocation[] {
	const without = (path: string, written: string): LabLocation => ({
		path,
		written,
		where,
		acceptIf: ruleFor(path, locations),
	});
	return [
		...locations,
		...before.map((path) => ({
			...without(path, 'no location of its own any more'),
			isGuarded: true,
		})),
		...alsoAsk.map((path) => without(path, 'no location of its own')),
	];
}

const listControl = 'control/crl-checked';
