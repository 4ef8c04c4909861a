import { UsageError } from '../usage-error.ts';
import { didYouMean } from './nearest.ts';

/** A report to write. `file` is `null` for stdout. The terminal is always there. */
export type ReporterSpec =
	| { readonly kind: 'list' }
	| { readonly kind: 'junit' | 'markdown'; readonly file: string }
	| { readonly kind: 'json'; readonly file: string | null };

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
	switch (name) {
		case 'list':
			if (equals < 0) return { kind: name };
			throw new UsageError('--reporter list: writes to the terminal and takes no file');
		case 'junit':
			if (file !== '' && file !== '-') return { kind: name, file };
			throw new UsageError('--reporter junit: no file to write', 'junit=reports/junit.xml');
		case 'markdown':
			if (file !== '' && file !== '-') return { kind: name, file };
			throw new UsageError('--reporter markdown: no file to write', 'markdown=comment.md');
		case 'json':
			if (file === '') {
				throw new UsageError(
					'--reporter json: no file to write',
					'json=FILE, or json=- for stdout',
				);
			}
			return { kind: name, file: file === '-' ? null : file };
		default:
			throw new UsageError(
				`--reporter ${JSON.stringify(name)}: no such reporter`,
				didYouMean(name, ['list', 'junit', 'markdown', 'json']),
			);
	}
}
