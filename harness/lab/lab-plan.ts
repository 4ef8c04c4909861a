/** Which runs a surveyed server is worth. Pure. */
import type { LocationSummary } from '../finding.ts';
import type { Rule } from '../rule.ts';
import type { LabServer } from './lab.ts';
import type { LabSettings } from './lab-settings.ts';
import type { RunPart } from './server-run.ts';
import { ruleFor } from './rule-for.ts';
import { judgedAlike, type Surveyed } from './survey.ts';

/** The runs against one server, and its table. */
export interface LabPlan {
	readonly parts: readonly RunPart[];
	readonly locations: readonly LocationSummary[];
}

/**
 * The catalogue is run on what the user names, else on what is protected or meant to be. Where
 * nothing is, the first location stands for all: that the server asks for certificates and nobody
 * needs one is what the run then says.
 */
export function planServer(
	{ locations }: LabServer,
	surveyed: readonly Surveyed[],
	{ protectedPaths, openPaths }: LabSettings,
): LabPlan {
	const open = [
		...openPaths,
		...surveyed.filter(({ access }) => access === 'open').map(({ location }) => location.path),
	];
	const chosen = chosenPaths(surveyed, protectedPaths);
	const isChosen = new Set(chosen.map(({ path }) => path));
	const openElsewhere = [...new Set(open)].filter((path) => !isChosen.has(path));
	return {
		parts: judgedAlike(chosen).map((alike) => ({
			paths: [...new Set(alike.map(({ path }) => path))],
			openPaths: openElsewhere,
			acceptIf: alike[0].acceptIf,
			rejectIf: alike[0].rejectIf,
		})),
		locations: locations.map((location) => {
			const found = surveyed.find((it) => it.location === location);
			return {
				path: location.path,
				written: location.written,
				where: location.where,
				access: found?.access ?? 'unknown',
				because: found?.because ?? 'nothing could be asked',
				tested: isChosen.has(location.path),
			};
		}),
	};
}

interface ChosenPath {
	readonly path: string;
	readonly acceptIf: readonly Rule[];
	readonly rejectIf: readonly Rule[];
}

function chosenPaths(
	surveyed: readonly Surveyed[],
	named: readonly string[],
): readonly ChosenPath[] {
	if (named.length > 0) {
		const locations = surveyed.map(({ location }) => location);
		return named.map((path) => ({
			path,
			acceptIf: ruleFor(path, locations),
			rejectIf: surveyed.find(({ location }) => location.path === path)?.rejectIf ?? [],
		}));
	}
	const meant = surveyed.filter(
		({ access, location }) =>
			access === 'protected' || (location.isGuarded === true && access !== 'same-for-everybody'),
	);
	if (meant.length > 0) return meant.map(pathOf);
	for (const access of worthTesting) {
		const first = surveyed.find((it) => it.access === access);
		if (first !== undefined) return [pathOf(first)];
	}
	return [];
}

function pathOf({ location: { path, acceptIf }, rejectIf }: Surveyed): ChosenPath {
	return { path, acceptIf, rejectIf };
}

const worthTesting = ['open', 'unknown', 'closed', 'same-for-everybody'] as const;
