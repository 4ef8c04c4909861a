/** Locations that came, went, or changed who gets at them. Pure. */
import type { Change, LocationSummary } from '../finding.ts';
import { accessChange, accessText } from './access.ts';
import type { TargetExtent } from './extent.ts';
import { failingOn, trouble } from './trouble.ts';

/** At most one change for each path. */
export function compareLocations(before: TargetExtent, after: TargetExtent): readonly Change[] {
	const all = new Set([
		...[...after.locations.keys(), ...after.paths],
		...[...before.locations.keys(), ...before.paths],
	]);
	return [...all].flatMap((path) => compareLocation(path, before, after) ?? []);
}

function compareLocation(path: string, before: TargetExtent, after: TargetExtent): Change | null {
	const [was, is] = [before.locations.get(path), after.locations.get(path)];
	const [wasTested, isTested] = [before.paths.has(path), after.paths.has(path)];
	const fails = isTested && !wasTested ? failingOn(after, path) : 0;
	const change = (kind: Change['kind'], says: string): Change => ({
		...{ kind, id: 'location', title: titleOf(is ?? was) ?? path },
		...{ target: after.url, servername: after.servername, path, instance: null, tls: [] },
		before: stateText(was, wasTested, before),
		after: stateText(is, isTested, after),
		says: `${says}${trouble(fails)}`,
		failing: kind === 'weaker' || fails > 0,
	});
	if (was !== undefined && is !== undefined && was.access !== is.access) {
		const { kind, says } = accessChange(was, is);
		return change(kind, says);
	}
	const isNew = is !== undefined && was === undefined && !wasTested;
	if (isNew && before.locations.size > 0) return change('other', `is new: ${accessText(is)}`);
	const isGone = was !== undefined && is === undefined && !isTested;
	if (isGone && after.locations.size > 0) {
		return change('other', 'is no longer there, and what answers now was not asked');
	}
	if (wasTested === isTested) return null;
	return change('other', isTested ? 'is newly tested' : 'is no longer tested');
}

/** As it is written, and where. */
function titleOf(location: LocationSummary | undefined): string | null {
	return location === undefined ? null : `${location.written}, ${location.where}`;
}

function stateText(
	location: LocationSummary | undefined,
	isTested: boolean,
	{ locations }: TargetExtent,
): string {
	if (location !== undefined) return accessText(location);
	if (isTested) return 'tested';
	return locations.size > 0 ? 'absent' : 'not tested';
}
