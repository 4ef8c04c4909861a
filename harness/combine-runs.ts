/** Makes one run of several against parts of one system. Pure. */
import { conclude, summarize } from './conclude.ts';
import type { Finding, Outcome, Run, TargetSummary } from './finding.ts';

/** @throws Error when there is none to combine. */
export function combineRuns(runs: readonly Run[]): Run {
	const [first] = runs;
	if (first === undefined) throw new Error('no run to combine');
	const findings = worstOfEachPlace(runs.flatMap((run) => run.findings));
	const summary = summarize(findings);
	return {
		...first,
		targets: combineTargets(runs.flatMap((run) => run.targets)),
		durationMs: runs.reduce((sum, { durationMs }) => sum + durationMs, 0),
		interrupted: runs.some(({ interrupted }) => interrupted),
		conclusion: conclude(summary),
		summary,
		hints: [...new Set(runs.flatMap(({ hints }) => hints))],
		...allCertificates(runs),
		findings,
	};
}

function allCertificates(runs: readonly Run[]): Pick<Run, 'certificates'> {
	const parts = runs.flatMap(({ certificates = {} }) => Object.entries(certificates));
	return parts.length === 0 ? {} : { certificates: Object.fromEntries(parts) };
}

function combineTargets(targets: readonly TargetSummary[]): readonly TargetSummary[] {
	const byUrl = new Map<string, TargetSummary>();
	for (const target of targets) {
		const known = byUrl.get(target.url);
		const limits = [...new Set([...(known?.limits ?? []), ...target.limits])];
		// A server is asked in parts where they let in different people.
		const others = (target.locations ?? []).filter(
			(it) => !known?.locations?.some(({ path, where }) => path === it.path && where === it.where),
		);
		const locations = [...(known?.locations ?? []), ...others];
		byUrl.set(target.url, {
			...target,
			...known,
			limits,
			...(locations.length === 0 ? {} : { locations }),
		});
	}
	return [...byUrl.values()];
}

/** What is about no path is asked with every part of a target; the worst answer stands. */
export function worstOfEachPlace(findings: readonly Finding[]): readonly Finding[] {
	const byPlace = new Map<string, Finding>();
	for (const finding of findings) {
		const { id, tls, target, servername, path, instance } = finding;
		const place = JSON.stringify([id, tls, target, servername, path, instance]);
		const known = byPlace.get(place);
		if (known === undefined || weight(finding) > weight(known)) byPlace.set(place, finding);
	}
	return [...byPlace.values()];
}

function weight({ outcome, fails }: Finding): number {
	return fails ? order.length : order.indexOf(outcome);
}

const order: readonly Outcome[] = ['skipped', 'waived', 'conforms', 'deviates', 'inconclusive'];
