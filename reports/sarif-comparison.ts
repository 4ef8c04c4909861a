/** The rule and the results of what got weaker without any finding that says so. */
import type { ReportingDescriptor, Result } from 'sarif';
import type { Run } from '../harness/finding.ts';
import { placeFingerprints } from './place-fingerprints.ts';
import type { ReportOptions } from './reporter.ts';
import { locationOf } from './sarif-location.ts';
import { securitySeverity } from './sarif-rules.ts';
import { messageText } from './sarif-text.ts';
import { weakerLocations } from './weaker-locations.ts';

/** In a run that was not compared there are none. All of them fail it. */
export function comparisonResults(run: Run, options: ReportOptions): readonly Result[] {
	return weakerLocations(run).map(({ change, says }): Result => {
		const { target, servername, path, before, after } = change;
		return {
			ruleId: comparisonRule.id,
			level: 'error',
			message: { text: messageText([`${says}.`, `before: ${before}`, `after: ${after}`]) },
			locations: [locationOf(run, { target, servername, path }, options)],
			partialFingerprints: placeFingerprints(
				JSON.stringify([comparisonRule.id, target, servername, path, null]),
				1,
			),
			baselineState: 'new',
		};
	});
}

/** No variant stands for a location that is no longer protected: it is not tested any more. */
export const comparisonRule: ReportingDescriptor = {
	id: 'comparison/location',
	name: 'ComparisonLocation',
	shortDescription: { text: 'a location lets in more than it did before' },
	fullDescription: {
		text: 'The run that this one was compared with found the location protected. It is not any more, so nothing that was tested there then is tested now.',
	},
	help: {
		text: 'Ask for the client certificate on this location again, or take a new report to compare with if it is meant to be open.',
	},
	defaultConfiguration: { level: 'error' },
	properties: {
		tags: ['security', 'mtls', 'comparison'],
		precision: 'very-high',
		'problem.severity': 'error',
		...securitySeverity('high'),
	},
};
