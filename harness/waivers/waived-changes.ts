/** What a comparison says of deviations that are waived. Pure. */
import { type Change, type Comparison, type Finding, isOfTarget, waivedMark } from '../finding.ts';

/** What fails and is waived fails no longer; what is waived no longer fails again. */
export function waivedChanges(comparison: Comparison, findings: readonly Finding[]): Comparison {
	const waived = keysOf(findings, ({ waiver }) => waiver !== undefined);
	const failing = keysOf(findings, (it) => it.fails);
	const weaker = keysOf(findings, (it) => it.fails && it.standing?.kind === 'weaker');
	const changes = comparison.changes.flatMap((change): readonly Change[] => {
		if (!change.says.endsWith(waivedMark)) {
			return change.failing ? split(change, waived, asWaived) : [change];
		}
		return split(change, weaker, asWeaker).flatMap((it) => split(it, failing, asFailing));
	});
	return { ...comparison, changes };
}

function asWaived(change: Change): Change {
	return { ...change, kind: 'other', says: `${change.says}${waivedMark}`, failing: false };
}

function asWeaker(change: Change): Change {
	return { ...asFailing(change), kind: 'weaker' };
}

function asFailing(change: Change): Change {
	const { says } = change;
	const plain = says.endsWith(waivedMark) ? says.slice(0, -waivedMark.length) : says;
	return { ...change, says: plain, failing: true };
}

function keysOf(
	findings: readonly Finding[],
	isMeant: (finding: Finding) => boolean,
): ReadonlySet<string> {
	return new Set(findings.filter(isMeant).map(keyOf));
}

/** One change may stand for two TLS versions, of which one is concerned. */
function split(
	change: Change,
	concerned: ReadonlySet<string>,
	altered: (change: Change) => Change,
): readonly Change[] {
	if (change.tls.length === 0) {
		return [concerned.has(placeKey(change, null)) ? altered(change) : change];
	}
	const those = change.tls.filter((tls) => concerned.has(placeKey(change, tls)));
	const others = change.tls.filter((tls) => !those.includes(tls));
	return [
		...(others.length === 0 ? [] : [{ ...change, tls: others }]),
		...(those.length === 0 ? [] : [altered({ ...change, tls: those })]),
	];
}

function keyOf(finding: Finding): string {
	const path = isOfTarget(finding) ? '' : finding.path;
	return placeKey({ ...finding, path }, finding.tls);
}

function placeKey(
	it: Pick<Change, 'id' | 'target' | 'servername' | 'path' | 'instance'>,
	tls: Finding['tls'],
): string {
	return JSON.stringify([it.id, it.target, it.servername, it.path, it.instance, tls]);
}
