/** What an entry pins, and whether a finding looks like that. Pure. */
import type { Finding, WaiverObserved } from '../finding.ts';

/** Whether a finding shows everything that is pinned; what is not named may be anything. */
export function looksLike(observed: WaiverObserved | null, finding: Finding): boolean {
	return pinned(observed ?? {}).every((field) => observed?.[field] === shown(finding)[field]);
}

/** What a finding shows of these fields. */
export function seenOf(finding: Finding, fields: readonly ObservedField[]): WaiverObserved {
	const all = shown(finding);
	return Object.fromEntries(
		fields.flatMap((field) => (all[field] === undefined ? [] : [[field, all[field]]])),
	);
}

/** `verdict accept, status 200`. */
export function observedWords(observed: WaiverObserved): string {
	return pinned(observed)
		.map((field) => `${field} ${String(observed[field] ?? 'none').slice(0, mostShown)}`)
		.join(', ');
}

/** The fields that are named, in the order in which they are told. */
export function pinned(observed: WaiverObserved): readonly ObservedField[] {
	return observedFields.filter((field) => observed[field] !== undefined);
}

export type ObservedField = keyof WaiverObserved;

/** What an entry can pin, in the order in which it is told. */
export const observedFields: readonly ObservedField[] = [
	'verdict',
	'layer',
	'alert',
	'status',
	'code',
	'reason',
];

/** UTF-16 units: a target may give any reason. */
const mostShown = 200;

function shown(finding: Finding): WaiverObserved {
	const { verdict, layer, alert, code, status, reason } = finding;
	return {
		...(verdict === 'accept' || verdict === 'reject' ? { verdict } : {}),
		...(layer === null ? {} : { layer }),
		...{ alert: alert?.name ?? null, code, status, reason },
	};
}
