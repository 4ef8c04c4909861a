import type { Identity } from '../../fixtures/pki/identity.ts';
import { type Severity, severities } from '../../fixtures/variant.ts';
import type {
	GivenMaterials,
	HostPort,
	RevocationMethod,
	RunOptions,
	RunSettings,
	TlsVersion,
} from '../options.ts';
import { parseRules, parseSelectors } from '../parse-rule.ts';
import { type Profile, profiles } from '../profile.ts';
import { UsageError } from '../usage-error.ts';
import { loadMaterials } from './load-materials.ts';
import { ownVariants } from './own-variants/own-variants.ts';
import { reproduceFrom } from './reproduce-from.ts';
import { mayTest } from './may-test.ts';
import { didYouMean } from './nearest.ts';
import { parseHostPort } from './parse-host-port.ts';
import type { RawOptions } from './option-table.ts';
import { parseHeaders } from './parse-header.ts';
import { parseListeners } from './parse-listeners.ts';
import { parseCount, parseRate, parseVerifyDepth } from './parse-number.ts';
import { parsePaths } from './parse-paths.ts';
import { parseTarget } from './parse-target.ts';
import { parseVhosts } from './parse-vhosts.ts';
import { parseWord } from './parse-word.ts';
import { type OptionContext, readOptions, type SaidOptions } from './read-options.ts';
import { parseReporters, type ReporterSpec } from './reporter-option.ts';
import { hashPlan } from './targets/hash-plan.ts';
import { listedTarget } from './targets/listed-target.ts';
import { parseShard } from './targets/parse-shard.ts';
import { loadTrust } from './trust.ts';

export interface RunContext extends OptionContext {
	/** The URL of the command line. */
	readonly url: string | null;
	/** What to go on with where the materials cannot be used; without it that is thrown. */
	readonly insteadOfMaterials?: (error: UsageError) => GivenMaterials;
	/** What reads files, where several runs share what was read. */
	readonly load?: { readonly materials: typeof loadMaterials; readonly trust: typeof loadTrust };
}

export interface ParsedRun {
	readonly run: RunOptions;
	readonly reporters: readonly ReporterSpec[];
	/** The config file that was read. */
	readonly configFile: string | null;
	/** The file of `--waivers`. */
	readonly waiversFile: string | undefined;
}

/** Everything that a run is told. @throws UsageError for the first thing that cannot be. */
export async function parseRunOptions(flags: RawOptions, context: RunContext): Promise<ParsedRun> {
	return parseSaidRun(await readOptions(flags, context), context);
}

/** The same where it is known already what was said. @throws UsageError for the first thing that cannot be. */
export async function parseSaidRun(said: SaidOptions, context: RunContext): Promise<ParsedRun> {
	const url = context.url ?? said.url;
	const options = listedTarget(url, said);
	const { configFile } = said;
	const whole = await parseRunOf(options, { ...context, url });
	const run = withShard(whole, options, context);
	const reporters = parseReporters(options.reporter ?? []);
	return { run, reporters, configFile, waiversFile: options.waivers };
}

function withShard(run: RunOptions, options: RawOptions, { env }: OptionContext): RunOptions {
	const number = parseShard(options, env);
	if (number === null) return run;
	const hash = hashPlan(number.count);
	hash.add(run.target.url, run, options);
	return { ...run, shard: { ...number, plan: hash.end(), failOn: run.failOn } };
}

/** A run against the URL of the context. @throws UsageError for the first thing that cannot be. */
export async function parseRunOf(options: RawOptions, context: RunContext): Promise<RunOptions> {
	const { load = { materials: loadMaterials, trust: loadTrust } } = context;
	const { target, path } = parseTarget({
		url: context.url,
		servername: options.servername ?? null,
		connectTo: options.connectTo ?? null,
	});
	const settings = await parseRunSettings(options, context);
	const materials = await load.materials(options, context).catch((error: unknown) => {
		if (context.insteadOfMaterials === undefined || !(error instanceof UsageError)) throw error;
		return context.insteadOfMaterials(error);
	});
	if (settings.profile === 'spiffe' && !hasSpiffeId(materials.identity)) {
		throw new UsageError(
			'--profile spiffe: the allowed identity has no SPIFFE ID',
			'name it with --identity uri:spiffe://TRUST-DOMAIN/PATH',
		);
	}
	if (settings.revocation === 'crl' && materials.prepared?.hasLists === false) {
		throw new UsageError(
			`--revocation crl: the credentials in ${options.credentials} fit no revocation lists`,
			'write them, and the lists, with: mtls-gauntlet pki DIR --crl',
		);
	}
	if (settings.ocspAddress !== null && settings.revocation !== 'ocsp') {
		throw new UsageError('--ocsp-address is given without --revocation ocsp');
	}
	const permission = { confirmed: options.iMayTestThis === true, env: context.env };
	const listeners = parseListeners(options.listener ?? [], target);
	return {
		...settings,
		target,
		vhosts: parseVhosts(options.vhost ?? [], target),
		listeners,
		...parsePaths(options, path),
		mayTest: await mayTest(target, permission, listeners),
		materials,
		trust: await load.trust({ ...context, cacert: options.cacert ?? null }),
		// Nobody answers for a credential any more when the run is over.
		reproduceFrom: hasResponder(settings, materials) ? null : reproduceFrom(options),
	};
}

/** @throws UsageError for the first option that cannot be understood. */
export async function parseRunSettings(
	options: RawOptions,
	context: OptionContext,
): Promise<RunSettings> {
	return {
		method: parseMethod(options.method ?? 'GET'),
		headers: await parseHeaders(options.header ?? [], context),
		revocation: optional(options.revocation, parseRevocation),
		verifyDepth: optional(options.verifyDepth, parseVerifyDepth),
		ocspAddress: optional(options.ocspAddress, parseOcspAddress),
		tls: options.tls === undefined ? null : parseTlsVersions(options.tls),
		profile: parseProfile(options.profile ?? 'default'),
		only: options.only ?? [],
		skip: options.skip ?? [],
		own: await ownVariants(options.variants ?? [], context),
		failOn: parseSeverity(options.failOn ?? (options.strict === true ? 'info' : 'medium')),
		strictAlerts: options.strictAlerts ?? options.strict ?? false,
		acceptIf: parseRules('--accept-if', options.acceptIf ?? []),
		rejectIf: parseRules('--reject-if', options.rejectIf ?? []),
		markers: parseRules('--marker', options.marker ?? []),
		reasonFrom: parseSelectors('--reason-from', options.reasonFrom ?? []),
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

function hasResponder({ revocation }: RunSettings, { clientCa }: GivenMaterials): boolean {
	return revocation === 'ocsp' && clientCa !== null;
}

function hasSpiffeId(identity: Identity | null): boolean {
	const names = identity?.subjectAltName ?? [];
	return names.some((name) => 'uri' in name && name.uri.startsWith('spiffe://'));
}

function parseRevocation(value: string): RevocationMethod {
	return parseWord('--revocation', 'method', value, revocationMethods);
}

/** It also stands in certificates, so it has to be an address that one can connect to. */
function parseOcspAddress(text: string): HostPort {
	const address = parseHostPort('--ocsp-address', text);
	if (!unspecified.includes(address.host)) return address;
	throw new UsageError(
		`--ocsp-address ${text}: nobody can connect to that`,
		'name the address of this machine at which the target reaches it',
	);
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
	return parseWord('--fail-on', 'severity', value, severities, didYouMean(value, severities));
}

/** @throws UsageError for a word that is no profile. */
export function parseProfile(value: string): Profile {
	return parseWord('--profile', 'profile', value, profiles);
}

function parseDuration(option: string, text: string, least: number, most: number): number {
	return parseCount(option, text, { least, most, unit: 'milliseconds' });
}

function optional<T>(text: string | undefined, parse: (text: string) => T): T | null {
	return text === undefined ? null : parse(text);
}

const revocationMethods: readonly RevocationMethod[] = ['crl', 'ocsp'];
/** RFC 1122 §3.2.1.3 and RFC 4291 §2.5.2. */
const unspecified = ['0.0.0.0', '::'];
const minute = 60_000;
const hour = 60 * minute;
