/** The data of the page, with what is looked up in it. */
import type { PageData, PageFinding, PagePlace, PageVariant } from '../page-data.ts';

export interface Report {
	readonly data: PageData;
	readonly variantOf: (finding: PageFinding) => PageVariant;
	readonly placeOf: (finding: PageFinding) => PagePlace;
	readonly text: (at: number) => string;
	readonly hasTargets: boolean;
	/** Whether a path says something: there are several, or it is not the root. */
	readonly hasPaths: boolean;
	readonly hasNames: boolean;
}

/** @throws Error when the data is not what this script was written for. */
export function openReport(json: string): Report {
	const data = JSON.parse(json) as PageData;
	const several = (of: (place: PagePlace) => string): boolean =>
		new Set(data.places.map(of)).size > 1;
	const names = new Map(data.places.map(({ target, servername }) => [target, servername]));
	return {
		data,
		variantOf: ({ variant }) => at(data.variants, variant),
		placeOf: ({ place }) => at(data.places, place),
		text: (index) => at(data.texts, index),
		hasTargets: several(({ target }) => target),
		hasPaths: several(({ path }) => path) || data.places.some(({ path }) => path !== '/'),
		hasNames: data.places.some(({ target, servername }) => names.get(target) !== servername),
	};
}

/** The member at that position. @throws Error when there is none. */
export function at<T>(list: readonly T[], index: number): T {
	const found = list[index];
	if (found === undefined) throw new Error(`nothing at ${index} of ${list.length}`);
	return found;
}
