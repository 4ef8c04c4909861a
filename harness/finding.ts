import type { Citation, Expectation, Level, Severity } from '../fixtures/variant.ts';
import type { Alert, CertificateSummary, Observation } from './observation.ts';
import type { Profile } from './profile.ts';

export type Layer = 'tcp' | 'tls' | 'http';
export type VerdictKind = 'accept' | 'reject' | 'inconclusive';
export type Outcome = 'conforms' | 'deviates' | 'waived' | 'skipped' | 'inconclusive';

/** One judged variant on one TLS version and path. Field for field what the JSON report holds. */
export interface Finding {
	readonly id: string;
	readonly title: string;
	readonly family: string;
	readonly why: string;
	/** What to change on the target. */
	readonly fix: string;
	/** Known products, versions and configurations that it works on; `null` where none stand out. */
	readonly affected: string | null;
	readonly cites: readonly Citation[];
	readonly level: Level;
	readonly severity: Severity;
	readonly target: string;
	readonly servername: string;
	readonly tls: 'TLSv1.2' | 'TLSv1.3' | null;
	readonly path: string;
	/** Tells apart the findings of a variant that runs once per given credential. */
	readonly instance: string | null;
	readonly expected: Expectation;
	/** Alerts that answer the defect, compared with `--strict-alerts`. */
	readonly alerts: readonly string[];
	readonly verdict: VerdictKind | null;
	readonly outcome: Outcome;
	/** `deviates`, at or above `--fail-on`; where the run was compared also what got weaker, and not what was so before. */
	readonly fails: boolean;
	/** How a deviation stands to the run that this one was compared with. */
	readonly standing?: Standing;
	/** What lets a deviation pass; only with the outcome `waived`. */
	readonly waiver?: FindingWaiver;
	readonly layer: Layer | null;
	readonly alert: Alert | null;
	readonly code: string | null;
	readonly status: number | null;
	readonly reason: string | null;
	readonly reference: string | null;
	readonly twin: string | null;
	readonly sent: { readonly certificates: number; readonly sha256: readonly string[] };
	readonly observation: Observation | null;
	/** One sentence: what happened, or why there is nothing to say. */
	readonly message: string;
	/** Commands that show the same by hand; none for what opens no connection. */
	readonly reproduce: readonly string[];
	readonly durationMs: number;
}

/** Whether it is about the target itself, its certificate or what it agrees to, whatever the path. */
export function isOfTarget({ family }: Pick<Finding, 'family'>): boolean {
	return family === 'server-identity' || family === 'protocol' || family === waiverFamily;
}

/** The family of what is wrong with entries of a waivers file; its findings are about no connection. */
export const waiverFamily = 'waiver';

/** What a comparison says of a deviation. */
export interface Standing {
	/**
	 * - `weaker`: the base did not deviate here. Fails whatever its severity.
	 * - `as-before`: the base deviated in the same way. Fails nothing.
	 * - `not-comparable`: the base does not have this variant. Fails nothing.
	 */
	readonly kind: 'weaker' | 'as-before' | 'not-comparable';
	/** Whether it would fail without the comparison. */
	readonly alone: boolean;
}

/** The entry of a waivers file that a deviation passes by. */
export interface FindingWaiver {
	/** Its place in the file, from 1. */
	readonly entry: number;
	/** As the file has it, a glob perhaps. */
	readonly id: string;
	readonly reason: string;
	/** `YYYY-MM-DD`: the last day on which it holds, UTC. */
	readonly expires: string;
}

/** What a waiver pins: what is not named may be anything. */
export interface WaiverObserved {
	readonly verdict?: 'accept' | 'reject';
	readonly layer?: Layer;
	/** The name of an alert in the registry; `null`: none. */
	readonly alert?: string | null;
	readonly code?: string | null;
	readonly status?: number | null;
	readonly reason?: string | null;
}

/** One entry of a waivers file, and how many findings it came to. Counts of parts of a run add up. */
export interface WaiverUse extends FindingWaiver {
	readonly target: string | null;
	readonly tls: 'TLSv1.2' | 'TLSv1.3' | null;
	readonly path: string | null;
	readonly observed: WaiverObserved | null;
	/** Deviations that pass by it. */
	readonly waived: number;
	/** Deviations that it is about and that pass by another entry. */
	readonly covered: number;
	/** Deviations that it is about, and no longer covers. */
	readonly expired: number;
	/** Deviations that look different from what it pins, and pass by no other entry. */
	readonly changed: number;
	/** What it is about and does not deviate. */
	readonly conforming: number;
	/** What it is about and was inconclusive, or skipped on every TLS version. */
	readonly undecided: number;
	/** Ids of what stands under `expired` and `changed`: some of them. */
	readonly uncovered: readonly string[];
	/** What the first of `changed` looks like. */
	readonly seen: WaiverObserved | null;
	/** Ids of the catalogue that it names and that the run does not have. */
	readonly absent: readonly string[];
}

/** The waivers that a run was judged with. */
export interface WaiversSummary {
	/** As the user named it. */
	readonly file: string;
	readonly entries: readonly WaiverUse[];
}

export type Conclusion = 'conforms' | 'deviates' | 'inconclusive';

export interface TargetSummary {
	/** Unique in the run: of targets with the same URL each has its name behind `#`. */
	readonly url: string;
	/** What the config calls it, where that is not the URL. */
	readonly name?: string;
	readonly kind: 'server';
	/** The address that all probes went to. */
	readonly address: string;
	/** What the target refuses although it is sound, and other things that narrow the run. */
	readonly limits: readonly string[];
	/** What it came to alone, where the run has several. */
	readonly summary?: Summary;
	readonly conclusion?: Conclusion;
	readonly durationMs?: number;
	/** What a lab found on every location of the config; absent without one. */
	readonly locations?: readonly LocationSummary[];
}

/** Who gets at a part of the URL space that the server routes on its own. */
export interface LocationSummary {
	readonly path: string;
	/** As the config has it. */
	readonly written: string;
	/** `nginx.conf:17`. */
	readonly where: string;
	/**
	 * - `protected`: the valid credential is served, and nobody without a certificate.
	 * - `open`: everybody is served.
	 * - `same-for-everybody`: one answer to all, which serves nobody (a redirect, 404).
	 * - `closed`: the valid credential is refused, too.
	 */
	readonly access: 'protected' | 'open' | 'same-for-everybody' | 'closed' | 'unknown';
	/** One sentence: what was answered. */
	readonly because: string;
	/** Whether the catalogue was run on it. */
	readonly tested: boolean;
}

/** What was started to be tested. */
export interface LabSummary {
	/** `nginx nginx.conf`. */
	readonly source: string;
	/** What was replaced or left out, and what cannot be tested. */
	readonly notes: readonly string[];
}

/** Which part of a run that was split this is. */
export interface ShardOf {
	/** From 1. */
	readonly index: number;
	readonly count: number;
	/** The same in all shards of one run, and in no other: a hash of what it was told. */
	readonly plan: string;
	/** What is found out about the whole run only when it is put together is held against this. */
	readonly failOn: Severity;
}

/** A whole run, as the reporters get it. */
export interface Run {
	readonly schemaVersion: 1;
	readonly tool: { readonly name: string; readonly version: string };
	readonly runtime: { readonly node: string; readonly openssl: string };
	readonly targets: readonly TargetSummary[];
	readonly startedAt: string;
	readonly durationMs: number;
	readonly interrupted: boolean;
	/** Absent where the run was not split. */
	readonly shard?: ShardOf;
	/** The preset that chose and weighed the variants. */
	readonly profile: Profile;
	/** The lab that the server ran in; absent where it was there already. */
	readonly lab?: LabSummary;
	/** What it was judged with; absent where none were given. */
	readonly waivers?: WaiversSummary;
	/** What differs from another run; absent where none was given. */
	readonly comparison?: Comparison;
	readonly conclusion: Conclusion;
	readonly summary: Summary;
	/** What would make the run say more: one sentence each. */
	readonly hints: readonly string[];
	/**
	 * How many findings are counted in `summary` and do not stand in `findings`, since there are too
	 * many to hold: what conforms first. Reports that are written as a stream have all of them.
	 */
	readonly leftOut?: number;
	/** What was presented, by SHA-256 of the DER; absent in reports of older versions. */
	readonly certificates?: Readonly<Record<string, CertificateSummary>>;
	readonly findings: readonly Finding[];
}

/** What was found on one target. */
export interface RunPart {
	/** `null` for what is about none of them: entries of a waivers file. */
	readonly target: TargetSummary | null;
	readonly findings: readonly Finding[];
	/** By SHA-256, as in `Run.certificates`. */
	readonly certificates: NonNullable<Run['certificates']>;
}

/** Reports that can be written as a stream are made of this: one part is in memory at a time. */
export interface SpooledRun {
	/** Everything but the findings and the certificates, which are empty. */
	readonly run: Run;
	/** In the order of `run.targets`, from the first each time. */
	readonly parts: () => AsyncIterable<RunPart>;
}

/** What differs between two runs against the same thing. */
export interface Comparison {
	/** What it was compared with: `base.json, made 2026-11-21 03:04 UTC`. */
	readonly base: string;
	/** What got weaker first, the worst of it at the top. */
	readonly changes: readonly Change[];
	/** Variants that only one of the runs has, or that they judge by different rules. */
	readonly notCompared: number;
}

/** One difference at one place. */
export interface Change {
	/** `weaker` fails the run. */
	readonly kind: 'weaker' | 'stronger' | 'other';
	/** Of the variant; `location`, `tls` or `target` for what is about a part of the target. */
	readonly id: string;
	readonly title: string;
	readonly target: string;
	readonly servername: string;
	/** Empty for what is about the whole target. */
	readonly path: string;
	readonly instance: string | null;
	/** The versions that it holds for; none for what is about no version. */
	readonly tls: readonly ('TLSv1.2' | 'TLSv1.3')[];
	readonly before: string;
	readonly after: string;
	/** What changed, without the place: `lets in: a certificate that expired a day ago`. */
	readonly says: string;
	/** Whether a finding behind it fails. */
	readonly failing: boolean;
}

/** Ends the sentence of a change that got weaker and passes by a waiver. */
export const waivedMark = ' (waived)';

/** What a change says of a refusal that is still one, and looks different. */
export const otherWay = 'refused in another way';

export interface Summary {
	/** All that was not skipped. */
	readonly planned: number;
	readonly conforms: number;
	readonly deviates: number;
	readonly waived: number;
	readonly skipped: number;
	readonly inconclusive: number;
	/** Deviations at or above `--fail-on`. */
	readonly fails: number;
}
