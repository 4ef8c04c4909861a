/** Deviations that one new entry can stand for. Pure. */
import { type Finding, isOfTarget, type WaiverObserved } from '../finding.ts';
import { type ObservedField, seenOf } from './looks-like.ts';

/** A variant that deviates in one way at one place. */
export interface Sight {
	/** One of those that look so. */
	readonly finding: Finding;
	/** `null` where it is so on every version that was tested there. */
	readonly tls: Finding['tls'];
	readonly observed: WaiverObserved | null;
}

/** `all`: the findings of the run, which say what TLS versions were tested. In the order of the findings. */
export function sights(findings: readonly Finding[], all: readonly Finding[]): readonly Sight[] {
	const places = new Map<string, Finding[]>();
	for (const finding of findings) {
		const key = lookKey(finding);
		places.set(key, [...(places.get(key) ?? []), finding]);
	}
	return [...places.values()].flatMap((alike): readonly Sight[] => {
		const [finding] = alike;
		if (finding === undefined) return [];
		const observed = seenOf(finding, ownFields(finding));
		const versions = new Set(alike.map(({ tls }) => tls));
		const tested = new Set(
			all.flatMap(({ target, tls }) => (target === finding.target && tls !== null ? [tls] : [])),
		);
		const isPart = versions.size === 1 && tested.size > 1;
		return [
			{
				...{ finding, tls: isPart ? finding.tls : null },
				observed: Object.keys(observed).length === 0 ? null : observed,
			},
		];
	});
}

/** What tells deviations apart, and is the same in every run: codes and reasons of an end are not. */
export function ownFields(finding: Finding): readonly ObservedField[] {
	const { verdict, layer, alert, status, code, observation } = finding;
	return [
		...(verdict === null ? [] : (['verdict'] as const)),
		...(layer === null ? [] : (['layer'] as const)),
		...(alert === null ? [] : (['alert'] as const)),
		...(status === null ? [] : (['status'] as const)),
		// A check sends nothing: its code is what it found.
		...(observation === null && code !== null ? (['code'] as const) : []),
	];
}

function lookKey(finding: Finding): string {
	const { id, target, path } = finding;
	const place = [id, target, isOfTarget(finding) ? '' : path];
	return JSON.stringify([...place, seenOf(finding, ownFields(finding))]);
}
