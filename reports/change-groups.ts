/** Changes that are alike, as one sentence each. Nothing here is escaped yet. */
import { type Change, type Comparison, otherWay } from '../harness/finding.ts';
import { groupBy } from './group-by.ts';
import { listed, placeName } from './places.ts';

/** What a report says of changes that are alike. */
export interface ChangeGroup {
	readonly kind: Change['kind'];
	readonly failing: boolean;
	/** The sentence without the places. */
	readonly what: string;
	/** Paths and TLS versions; of a place how it is written, where that is known. */
	readonly where: string;
	readonly before: string;
	readonly after: string;
	/** Of the variants that it is about; none for what is about a place. */
	readonly ids: readonly string[];
}

/**
 * In the order of the comparison. `hasTargets`: places are named with their target. A group claims
 * nothing of a place where only some of its changes were seen.
 */
export function changeGroups(
	{ changes }: Comparison,
	hasTargets: boolean = new Set(changes.map(({ target }) => target)).size > 1,
): readonly ChangeGroup[] {
	const told = changes.filter(({ says }) => says !== otherWay);
	const sameEverywhere = groupBy(told, (it) =>
		JSON.stringify([...alike(it), it.id, it.instance, isOfPlace(it) ? it.path : null]),
	);
	const placed = [...sameEverywhere.values()].map((members) => {
		const [change] = members;
		const places = [...new Set(members.map((it) => named(it, hasTargets)))];
		return { change, places: places.filter((place) => place !== '') };
	});
	const sameOfAll = groupBy(placed, ({ change, places }) =>
		JSON.stringify([...alike(change), change.instance, places, isOfPlace(change)]),
	);
	const groups = [...sameOfAll.values()].map((members): ChangeGroup => {
		const [{ change, places }] = members;
		const { kind, failing, before, after } = change;
		const isPlace = isOfPlace(change);
		return {
			...{ kind, failing, before, after },
			what: isPlace ? `${subject(change, places)} ${change.says}` : change.says,
			where: isPlace ? writtenText(change) : whereText(change, places),
			ids: isPlace ? [] : [...new Set(members.map((it) => it.change.id))],
		};
	});
	return [...groups, ...otherWays(changes.filter(({ says }) => says === otherWay))];
}

/** How something is refused is no verdict: one group for all of it, whatever it looked like. */
function otherWays(changes: readonly Change[]): readonly ChangeGroup[] {
	const [first] = changes;
	if (first === undefined) return [];
	const ways = (of: 'before' | 'after'): string =>
		listed([...new Set(changes.flatMap((it) => it[of].split(' or ')))], 3);
	return [
		{
			...{ kind: 'other', failing: changes.some(({ failing }) => failing), what: otherWay },
			...{ where: '', before: ways('before'), after: ways('after') },
			ids: [...new Set(changes.map(({ id }) => id))],
		},
	];
}

/** Whether any verdict is behind it, and not only the look of a refusal. */
export function isVerdict({ what }: ChangeGroup): boolean {
	return what !== otherWay;
}

/** `1.2 and 1.3`. */
export function versionsText(tls: Change['tls']): string {
	return tls.map((it) => it.slice('TLSv'.length)).join(' and ');
}

/** The group as a sentence: `lets in: a certificate that expired a day ago (/, /api; TLS 1.3)`. */
export function sentence({ what, where }: ChangeGroup): string {
	return where === '' ? what : `${what} (${where})`;
}

function alike({ kind, failing, says, before, after, tls }: Change): readonly unknown[] {
	return [kind, failing, says, before, after, tls];
}

function isOfPlace({ id }: Change): boolean {
	return id === 'location' || id === 'tls' || id === 'target';
}

/** Of targets of which the run has none or one left, each is still another. */
function named(change: Change, hasTargets: boolean): string {
	return change.id === 'target' ? change.target : placeName(change, hasTargets);
}

function subject({ target }: Change, places: readonly string[]): string {
	return places.length === 0 ? target : listed(places, 4);
}

/** How a location stands in a config, where it came from one. */
function writtenText({ title, path, target }: Change): string {
	return title === path || title === target ? '' : title;
}

function whereText({ instance, tls }: Change, places: readonly string[]): string {
	return [
		...(instance === null ? [] : [instance]),
		...(places.length === 0 ? [] : [listed(places, 6)]),
		...(tls.length === 0 ? [] : [`TLS ${versionsText(tls)}`]),
	].join('; ');
}
