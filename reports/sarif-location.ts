/** Where a SARIF result is: in the user's file, and at the target. */
import type { Location, LogicalLocation } from 'sarif';
import type { Finding, Run } from '../harness/finding.ts';
import { type Placed, placeInFile } from './place-in-file.ts';
import type { ReportOptions } from './reporter.ts';
import { relativeUri, value } from './sarif-text.ts';

/** What a result or a notification is about. */
export type Located = Placed & Pick<Finding, 'servername'>;

/**
 * GitHub refuses a whole file for one result without a physical location. Where the user has no
 * file, the name of the target stands for one.
 */
export function locationOf(run: Run, located: Located, options: ReportOptions): Location {
	const place = placeInFile(run, located, options);
	const [file, line] = [place?.file ?? targetAsFile(located.target), place?.line ?? 1];
	return {
		physicalLocation: {
			artifactLocation: { uri: relativeUri(file) },
			// What is about the whole file is shown at its top. GitHub asks for all four.
			region: { startLine: line, startColumn: 1, endLine: line, endColumn: 1 },
		},
		logicalLocations: logicalLocations(located),
	};
}

function logicalLocations({ target, servername, path }: Located): LogicalLocation[] {
	const name = value(path === '' ? target : path);
	return [
		{
			name,
			fullyQualifiedName: value(`${target} ${servername} ${path}`.trim(), 1000),
			kind: 'resource',
		},
	];
}

function targetAsFile(target: string): string {
	const host = URL.canParse(target) ? new URL(target).host : target;
	return `targets/${value(host, 200)}`;
}
