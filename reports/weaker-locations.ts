/** What got weaker without any finding that says so: a location that is open now. */
import type { Change, Run } from '../harness/finding.ts';
import { changeGroups, sentence } from './change-groups.ts';

/** A change that fails the run on its own. */
export interface WeakerLocation {
	readonly change: Change;
	/** The change as a sentence, with its place. Not escaped yet. */
	readonly says: string;
}

/** In a run that was not compared there are none. */
export function weakerLocations({
	comparison,
}: Pick<Run, 'comparison'>): readonly WeakerLocation[] {
	if (comparison === undefined) return [];
	const { base, changes } = comparison;
	return changes
		.filter(({ id, kind }) => kind === 'weaker' && id === 'location')
		.map((change): WeakerLocation => {
			const [group] = changeGroups({ base, changes: [change], notCompared: 0 }, true);
			return { change, says: group === undefined ? change.says : sentence(group) };
		});
}
