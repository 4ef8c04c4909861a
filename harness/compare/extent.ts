/** What a run looked at at all: its variants, targets, paths and TLS versions. Pure. */
import {
	type Finding,
	isOfTarget,
	type LocationSummary,
	type Run,
	waiverFamily,
} from '../finding.ts';
import { type Matching, pathOf, targetsOf } from './matching.ts';

/** So that what was not looked at is not taken for changed. */
export interface Extent {
	readonly ids: ReadonlySet<string>;
	/** By the key that both runs know a target by. */
	readonly targets: ReadonlyMap<string, TargetExtent>;
	readonly holdsVersion: (finding: Finding) => boolean;
	/** Whether a finding of the other run is at a place that this one has, too. */
	readonly holds: (finding: Finding) => boolean;
}

/** What a run looked at on one target. */
export interface TargetExtent {
	readonly url: string;
	readonly servername: string;
	/** What was tested, without what is about the whole target. */
	readonly paths: ReadonlySet<string>;
	readonly versions: ReadonlySet<Finding['tls']>;
	readonly locations: ReadonlyMap<string, LocationSummary>;
	readonly findings: readonly Finding[];
}

/** What was found out on targets: entries of a waivers file are judged anew in every run. */
export function withoutWaiverFindings(run: Run): Run {
	return { ...run, findings: run.findings.filter(({ family }) => family !== waiverFamily) };
}

/** Reads it off the findings and the locations of a run. */
export function extentOf(run: Run, { target: keyOf }: Matching): Extent {
	const targets = new Map(
		[...targetsOf(run)].map((url) => [keyOf(url), targetExtent(run, url)] as const),
	);
	const holdsVersion = (finding: Finding): boolean =>
		targets.get(keyOf(finding.target))?.versions.has(finding.tls) ?? false;
	return {
		ids: new Set(run.findings.map(({ id }) => id)),
		targets,
		holdsVersion,
		holds: (finding) => {
			const path = pathOf(finding);
			const isPath = path === '' || targets.get(keyOf(finding.target))?.paths.has(path);
			return holdsVersion(finding) && isPath === true;
		},
	};
}

function targetExtent(run: Run, url: string): TargetExtent {
	const findings = run.findings.filter(({ target }) => target === url);
	const summary = run.targets.find((it) => it.url === url);
	return {
		url,
		servername: findings[0]?.servername ?? '',
		paths: new Set(findings.filter((it) => !isOfTarget(it)).map(({ path }) => path)),
		versions: new Set(findings.map(({ tls }) => tls)),
		locations: new Map((summary?.locations ?? []).map((it) => [it.path, it])),
		findings,
	};
}
