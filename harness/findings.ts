/** Starts the lanes of a run and turns what they show into findings. */
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { type CheckVariant, family } from '../fixtures/variant.ts';
import { renegotiates, type StartedLane } from './asked-later.ts';
import { describeFinding, type Place } from './describe-finding.ts';
import type { Finding } from './finding.ts';
import { judge, judgeCheck } from './judge.ts';
import { type Lane, type Probed, runLane } from './lane.ts';
import type { OfferSettings } from './offers.ts';
import { comparisonFinding, offerFinding } from './once-findings.ts';
import type { RunOptions, TlsVersion } from './options.ts';
import { pace } from './pace.ts';
import { restsOnPages } from './answers/read-sought.ts';
import { type PlannedProbe, type PlannedSkip, type PlannedVariant, validControl } from './plan.ts';
import { isLoopback, type Preflight, type VersionFacts } from './preflight.ts';
import { createPool } from './pool.ts';
import type { Prober } from './probe/probe.ts';
import type { ProbeSettings } from './probe/settings.ts';
import { authority, type ReproducedPlace, reproduction } from './reproduce/reproduce.ts';
import { reproducedAt } from './reproduce/reproduced-at.ts';
import { isIdentified, targetIdentity } from './target-identity.ts';
import type { Verdict } from './verdict.ts';

/** A finding that is on its way. */
export interface PlannedFinding {
	readonly id: string;
	readonly family: string;
	/** Unique in the run. */
	readonly title: string;
	/** What goes wrong with a probe is part of its finding; a rejection is a fault of the harness. */
	readonly finding: Promise<Finding>;
}

export interface FindingsInput {
	readonly options: RunOptions;
	readonly facts: Preflight;
	readonly planned: readonly PlannedVariant[];
	readonly stop: AbortSignal;
	readonly probe: Prober;
	/** Filled while the probes run: what the target refuses although it is sound. */
	readonly limits: Set<string>;
	/** Where several runs share one rate. */
	readonly turn?: () => Promise<void>;
}

export function makeFindings(input: FindingsInput): readonly PlannedFinding[] {
	const { options, facts, planned, stop } = input;
	const { turn = pace(options.rate, stop) } = input;
	const pool = createPool(options.concurrency ?? (isLoopback(facts.address.host) ? 8 : 4));
	const probes = planned.filter((it) => it.kind === 'probe');
	const comparesAnswers = probes.some(({ variant }) => restsOnPages(variant));
	const sketchKey = comparesAnswers ? randomBytes(16).toString('hex') : null;
	const made: PlannedFinding[] = [];
	const started: StartedLane[] = [];
	for (const [tls, version] of facts.versions) {
		// What the target need not offer is only missed by who asked for it.
		if (version.kind === 'not-offered' && options.tls === null) {
			input.limits.add(`${version.because}: nothing was tested on it`);
			continue;
		}
		for (const path of options.paths) {
			const settings = probeSettings(input, tls, version, path);
			const lane: Lane = {
				probes: probes.filter(({ variant }) => carries(variant, tls)),
				at: settings,
				comparesAnswers,
				blocked: version.kind === 'offered' ? null : version.because,
				probe: (attempt, isCompared) =>
					input.probe(attempt, isCompared ? { ...settings, sketchKey } : settings, turn, stop),
				pool,
				...(tls === 'TLSv1.3' ? { renegotiatesElsewhere: () => renegotiates(started, path) } : {}),
				signal: stop,
			};
			const probed = runLane(lane);
			started.push({ tls, path, probed });
			const headers = Object.keys(settings.confidential?.headers ?? {});
			const place = { options, tls, path, instance: null, headers };
			made.push(...laneFindings(input, lane, probed, place, version));
		}
	}
	return [...made, ...onceFindings(input, { options, facts, pool, turn, signal: stop }, made)];
}

function onceFindings(
	{ planned }: FindingsInput,
	settings: OfferSettings,
	others: readonly PlannedFinding[],
): readonly PlannedFinding[] {
	return planned.flatMap((it): readonly PlannedFinding[] => {
		if (it.kind !== 'offer' && it.kind !== 'comparison') return [];
		const { variant } = it;
		const finding =
			variant.kind === 'offer'
				? offerFinding(variant, settings)
				: comparisonFinding(variant, settings, Promise.all(others.map((one) => one.finding)));
		return [{ id: variant.id, family: family(variant), title: variant.id, finding }];
	});
}

function laneFindings(
	input: FindingsInput,
	lane: Lane,
	probed: ReadonlyMap<PlannedProbe, Promise<Probed>>,
	place: Place & Omit<ReproducedPlace, 'valid'>,
	version: VersionFacts,
): readonly PlannedFinding[] {
	return input.planned.flatMap((it): readonly PlannedFinding[] => {
		switch (it.kind) {
			case 'skip':
				return [onItsWay(it.variant, place, Promise.resolve(skipped(it, place)))];
			case 'check': {
				// The certificate does not depend on the path.
				if (place.path !== input.options.paths[0]) return [];
				const finding = groundOf(lane, probed).then((ground) =>
					checked(it.variant, place, version, ground),
				);
				return [onItsWay(it.variant, place, finding)];
			}
			case 'offer':
			case 'comparison':
				return [];
			case 'probe': {
				if (!carries(it.variant, place.tls)) {
					const because = it.variant.tls?.because ?? '';
					const missing = { because, unlock: null };
					return [onItsWay(it.variant, place, Promise.resolve(skipped({ ...it, missing }, place)))];
				}
				const result = probed.get(it);
				// The bare connection is made for the calibration, shown when it was asked for.
				if (result === undefined || (it.isSupport && family(it.variant) !== 'control')) return [];
				const at = { ...place, instance: it.instance };
				return [
					onItsWay(
						it.variant,
						at,
						result.then(async (found) => {
							noteLimits(found, version, input);
							return judged(it, at, found, input, await reproducedAt(lane, probed, place));
						}),
					),
				];
			}
		}
	});
}

function carries({ tls }: PlannedProbe['variant'], version: TlsVersion): boolean {
	return tls === undefined || tls.versions.includes(version);
}

function onItsWay(
	variant: PlannedVariant['variant'],
	{ options, tls, path, instance }: Place,
	finding: Promise<Finding>,
): PlannedFinding {
	const parts = [variant.id, tls, options.paths.length > 1 ? path : null, instance].filter(
		(part) => part !== null,
	);
	return { id: variant.id, family: family(variant), title: parts.join(' '), finding };
}

/** What a probe said of the target beside its verdict (rules 2 and 4). */
function noteLimits(
	probed: Probed,
	version: VersionFacts,
	{ limits, planned }: Pick<FindingsInput, 'limits' | 'planned'>,
): void {
	for (const limit of probed.limits) limits.add(limit);
	const isJudged = planned.some(({ variant }) => family(variant) === 'server-identity');
	if (version.kind !== 'offered' || !isJudged) return;
	const judgedSha256 = version.greeting.observation.handshake.serverSha256;
	const { connections = [], again = null } = probed.observation ?? {};
	for (const { handshake } of [...connections, ...(again === null ? [] : [again])]) {
		if (handshake.serverSha256 === null || handshake.serverSha256 === judgedSha256) continue;
		limits.add(
			`the target showed another certificate in the middle of the run (SHA-256 ${handshake.serverSha256}), which server-identity did not judge`,
		);
	}
}

function judged(
	planned: PlannedProbe,
	place: Place & { readonly tls: TlsVersion },
	{ verdict, observation }: Probed,
	{ options }: FindingsInput,
	reproduced: ReproducedPlace,
): Finding {
	const { variant } = planned;
	const last = observation?.again ?? observation?.connections.at(-1) ?? null;
	const { outcome, because } = judge(verdict, variant, last?.alert ?? null, options.strictAlerts);
	return describeFinding(variant, place, {
		verdict: verdict.kind === 'not-tested' ? null : verdict.kind,
		outcome,
		layer: verdict.kind === 'reject' ? verdict.layer : verdict.kind === 'accept' ? 'http' : null,
		observation,
		message: because,
		reproduce: reproduction(planned, observation, options, reproduced),
	});
}

function skipped(
	{ variant, missing }: Pick<PlannedSkip, 'variant' | 'missing'>,
	place: Place,
): Finding {
	const { because, unlock } = missing;
	return describeFinding(variant, place, {
		verdict: null,
		outcome: 'skipped',
		layer: null,
		observation: null,
		message: unlock === null ? because : `${because} (${unlock})`,
	});
}

/** Rule 2: where the valid control is not accepted, everything of that version is inconclusive. */
async function groundOf(
	lane: Lane,
	probed: ReadonlyMap<PlannedProbe, Promise<Probed>>,
): Promise<Verdict | null> {
	const valid = lane.probes.find(({ variant }) => variant.id === validControl);
	const ground = valid === undefined ? undefined : await probed.get(valid);
	return ground?.verdict.kind === 'inconclusive' ? ground.verdict : null;
}

function checked(
	variant: CheckVariant,
	place: Place & { readonly tls: TlsVersion },
	version: VersionFacts,
	ground: Verdict | null,
): Finding {
	if (version.kind !== 'offered') return undecided(variant, place, version.because);
	if (ground !== null) return undecided(variant, place, ground.because);
	const result = variant.check(targetIdentity(place.tls, version.greeting, place.options));
	return describeFinding(variant, place, {
		verdict: result.verdict,
		outcome: judgeCheck(result.verdict, variant.expect),
		layer: result.verdict === 'reject' ? 'tls' : null,
		code: result.code,
		observation: null,
		message: result.message,
	});
}

function undecided(variant: CheckVariant, place: Place, message: string): Finding {
	return describeFinding(variant, place, {
		verdict: 'inconclusive',
		outcome: 'inconclusive',
		layer: null,
		observation: null,
		message,
	});
}

function probeSettings(
	{ options, facts, limits }: FindingsInput,
	tls: TlsVersion,
	version: VersionFacts,
	path: string,
): ProbeSettings {
	const identified = identifiedBy(tls, version, options);
	if (identified === null && options.headers.length > 0) {
		limits.add(
			'the target is not who the URL names (server-identity), so the values of --header were not sent',
		);
	}
	const { target } = options;
	return {
		address: facts.address,
		servername: target.servername ?? (isIP(target.host) === 0 ? target.host : null),
		authority: authority(target),
		tls,
		path,
		method: options.method,
		confidential:
			identified === null || options.headers.length === 0
				? null
				: { headers: Object.fromEntries(options.headers), sha256: identified },
		rules: {
			acceptIf: options.acceptIf,
			rejectIf: options.rejectIf,
			reasonFrom: options.reasonFrom,
			markers: options.markers,
		},
		sketchKey: null,
		secrets: options.headers.map(([, value]) => value),
		timeoutMs: options.timeoutMs,
		waitMs: options.waitMs,
	};
}

/** SHA-256 of the certificate by which the target is who the URL names; `null` when it is not. */
function identifiedBy(tls: TlsVersion, version: VersionFacts, options: RunOptions): string | null {
	if (version.kind !== 'offered') return null;
	if (!isIdentified(targetIdentity(tls, version.greeting, options))) return null;
	return version.greeting.observation.handshake.serverSha256;
}
