/** Pairs of runs made by hand, for tests that compare them. */
import type { Finding, LocationSummary, Run } from '../../../harness/finding.ts';
import { sampleRun } from '../../reports/sample-run.ts';

export const api = 'https://api.example:8443/';
export const admin = 'https://admin.example:8443/';

/** A place of `api`, both as findings name it. */
export function at(target: string, path = '/'): Pick<Finding, 'target' | 'servername' | 'path'> {
	return { target, servername: new URL(target).hostname, path };
}

export function location(
	path: string,
	access: LocationSummary['access'],
	changes: Partial<LocationSummary> = {},
): LocationSummary {
	return {
		...{ path, access, written: `location ${path}`, where: 'nginx.conf:7' },
		...{ because: 'HTTP 200 to everybody', tested: access === 'protected' },
		...changes,
	};
}

/** A run against one target with these locations. */
export function surveyedRun(
	findings: readonly Finding[],
	locations: readonly LocationSummary[],
): Run {
	const summary = {
		url: api,
		kind: 'server',
		address: '127.0.0.1:8443',
		limits: [],
		locations,
	} as const;
	return sampleRun(findings, { targets: [summary] });
}

/** Both TLS versions of a finding. */
export function onBoth(
	make: (changes: Partial<Finding>) => Finding,
	changes: Partial<Finding> = {},
): readonly Finding[] {
	return (['TLSv1.2', 'TLSv1.3'] as const).map((tls) => make({ ...changes, tls }));
}
