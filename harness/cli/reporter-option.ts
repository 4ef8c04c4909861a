import { UsageError } from '../usage-error.ts';
import { didYouMean } from './nearest.ts';

/** Reports that go into a file. */
export type FileReport = keyof typeof fileReports;

/** Reports that go where the terminal's does. */
type LogReport = 'list' | 'github';

/** A report to write. `file` is `null` for stdout. The terminal is always there. */
export type ReporterSpec =
	| { readonly kind: LogReport }
	| { readonly kind: FileReport; readonly file: string | null };

/** Reads the values of `--reporter`. @throws UsageError for an unknown name or a missing file. */
export function parseReporters(values: readonly string[]): readonly ReporterSpec[] {
	const specs = values.map(parseReporter);
	const files = specs.flatMap((spec) => ('file' in spec ? [spec.file ?? '-'] : []));
	const twice = files.find((file, index) => files.indexOf(file) !== index);
	if (twice !== undefined)
		throw new UsageError(`--reporter: two reports would be written to ${twice}`);
	return specs;
}

function parseReporter(value: string): ReporterSpec {
	const equals = value.indexOf('=');
	const name = equals < 0 ? value : value.slice(0, equals);
	const file = equals < 0 ? '' : value.slice(equals + 1);
	if (name === 'list' || name === 'github') {
		if (equals < 0) return { kind: name };
		throw new UsageError(`--reporter ${name}: writes to the ${logReports[name]} and takes no file`);
	}
	if (!isFileReport(name)) {
		throw new UsageError(
			`--reporter ${JSON.stringify(name)}: no such reporter`,
			didYouMean(name, [...Object.keys(logReports), ...Object.keys(fileReports)]),
		);
	}
	const { example, stdout } = fileReports[name];
	if (file === '' || (file === '-' && !stdout)) {
		throw new UsageError(`--reporter ${name}: no file to write`, example);
	}
	if (name !== 'junit' && file.includes('{target}')) {
		throw new UsageError(`--reporter ${name}: only junit has a file for each {target}`, example);
	}
	return { kind: name, file: file === '-' ? null : file };
}

function isFileReport(name: string): name is FileReport {
	return Object.hasOwn(fileReports, name);
}

const logReports: Readonly<Record<LogReport, string>> = { list: 'terminal', github: 'log' };

/** `stdout`: whether `-` is a place for it. */
const fileReports = {
	junit: { example: 'junit=reports/junit.xml', stdout: false },
	markdown: { example: 'markdown=comment.md', stdout: false },
	jsonl: { example: 'jsonl=FILE, or jsonl=- for stdout', stdout: true },
	json: { example: 'json=FILE, or json=- for stdout', stdout: true },
	html: { example: 'html=report.html', stdout: false },
	sarif: { example: 'sarif=FILE, or sarif=- for stdout', stdout: true },
	tap: { example: 'tap=FILE, or tap=- for stdout', stdout: true },
} as const satisfies Record<string, { readonly example: string; readonly stdout: boolean }>;
