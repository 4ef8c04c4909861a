import { type Severity, severities } from '../../fixtures/variant.ts';
import type { RunOptions, TlsVersion } from '../options.ts';
import { parseRule, parseSelector } from '../parse-rule.ts';
import { UsageError } from '../usage-error.ts';
import { loadMaterials } from './load-materials.ts';
import { reproduceFrom } from './reproduce-from.ts';
import { mayTest } from './may-test.ts';
import { didYouMean } from './nearest.ts';
import type { RawOptions } from './option-table.ts';
import { parseHeaders } from './parse-header.ts';
import { parseCount, parseRate } from './parse-number.ts';
import { parseTarget } from './parse-target.ts';
import { type OptionContext, readOptions } from './read-options.ts';
import { parseReporters, type ReporterSpec } from './reporter-option.ts';
import { loadTrust } from './trust.ts';

export interface RunContext extends OptionContext {
	/** The URL of the command line. */
	readonly url: string | null;
}

export interface ParsedRun {
	readonly run: RunOptions;
	readonly reporters: readonly ReporterSpec[];
	/** The config file that was read. */
	readonly configFile: string | null;
}

/** How to test, apart from what and with what: also what `demo` and the mocha suites are told. */
export type RunSettings = Omit<
	RunOptions,
	'target' | 'materials' | 'trust' | 'paths' | 'mayTest' | 'reproduceFrom'
>;

/** Everything that a run is told. @throws UsageError for the first thing that cannot be. */
export async function parseRunOptions(flags: RawOptions, context: RunContext): Promise<ParsedRun> {
	const { options, url, configFile } = await readOptions(flags, context);
	const { target, path } = parseTarget({
		url: context.url ?? url,
		servername: options.servername ?? null,
		connectTo: options.connectTo ?? null,
	});
	const settings = await parseRunSettings(options, context);
	const reporters = parseReporters(options.reporter ?? []);
	const permission = { confirmed: options.iMayTestThis === true, env: context.env };
	const run: RunOptions = {
		...settings,
		target,
		paths: parsePaths(options.path?.length ? options.path : [path]),
		mayTest: await mayTest(target, permission),
		materials: await loadMaterials(options, context),
		trust: await loadTrust({ ...context, cacert: options.cacert ?? null }),
		reproduceFrom: reproduceFrom(options),
	};
	return { run, reporters, configFile };
}

/** @throws UsageError for the first option that cannot be understood. */
export async function parseRunSettings(
	options: RawOptions,
	context: OptionContext,
): Promise<RunSettings> {
	return {
		method: parseMethod(options.method ?? 'GET'),
		headers: await parseHeaders(options.header ?? [], context),
		tls: options.tls === undefined ? null : parseTlsVersions(options.tls),
		only: options.only ?? [],
		skip: options.skip ?? [],
		failOn: parseSeverity(options.failOn ?? (options.strict === true ? 'info' : 'medium')),
		strictAlerts: options.strictAlerts ?? options.strict ?? false,
		acceptIf: (options.acceptIf ?? []).map(parseRule),
		rejectIf: (options.rejectIf ?? []).map(parseRule),
		reasonFrom: (options.reasonFrom ?? []).map(parseSelector),
		concurrency: optional(options.concurrency, (text) =>
			parseCount('--concurrency', text, { least: 1, most: 256, unit: 'probes at a time' }),
		),
		rate: optional(options.rate, (text) => parseRate('--rate', text)),
		waitMs: optional(options.wait, (text) => parseDuration('--wait', text, 0, minute)),
		timeoutMs: parseDuration('--timeout', options.timeout ?? '10000', 1, hour),
		deadlineMs: optional(options.deadline, (text) =>
			parseDuration('--deadline', text, 1, 24 * hour),
		),
	};
}

function parsePaths(paths: readonly string[]): readonly string[] {
	for (const path of paths) {
		// RFC 9112 §3.2.1: origin-form. A fragment stays with the client, a space ends the target.
		if (!/^\/[!-~]*$/u.test(path) || path.includes('#')) {
			throw new UsageError(
				`--path ${JSON.stringify(path)}: not the path of a request`,
				'it begins with / and is percent-encoded',
			);
		}
	}
	return [...new Set(paths)];
}

function parseMethod(method: string): string {
	const name = method.toUpperCase();
	if (!/^[A-Z][A-Z-]{0,31}$/u.test(name)) {
		throw new UsageError(`--method ${JSON.stringify(method)}: not a request method`);
	}
	if (name === 'CONNECT') {
		throw new UsageError('--method CONNECT: asks for a tunnel, not for an answer');
	}
	return name;
}

function parseTlsVersions(values: readonly string[]): readonly TlsVersion[] {
	const versions = values.map((value): TlsVersion => {
		switch (value.toLowerCase().replace(/^tlsv?/u, '')) {
			case '1.2':
				return 'TLSv1.2';
			case '1.3':
				return 'TLSv1.3';
			default:
				throw new UsageError(`--tls ${JSON.stringify(value)}: unknown TLS version`, '1.2 or 1.3');
		}
	});
	if (versions.length === 0) throw new UsageError('--tls: no version', '1.2 or 1.3');
	return [...new Set(versions)].toSorted();
}

function parseSeverity(value: string): Severity {
	const found = severities.find((severity) => severity === value.toLowerCase());
	if (found !== undefined) return found;
	throw new UsageError(
		`--fail-on ${JSON.stringify(value)}: unknown severity`,
		didYouMean(value, severities),
	);
}

function parseDuration(option: string, text: string, least: number, most: number): number {
	return parseCount(option, text, { least, most, unit: 'milliseconds' });
}

function optional<T>(text: string | undefined, parse: (text: string) => T): T | null {
	return text === undefined ? null : parse(text);
}

const minute = 60_000;
const hour = 60 * minute;
