import type { Citation, Expectation, Level, Severity } from '../fixtures/variant.ts';
import type { Alert, Observation } from './observation.ts';
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
	/** `deviates`, at or above `--fail-on`. */
	readonly fails: boolean;
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

export type Conclusion = 'conforms' | 'deviates' | 'inconclusive';

export interface TargetSummary {
	readonly url: string;
	readonly kind: 'server';
	/** The address that all probes went to. */
	readonly address: string;
	/** What the target refuses although it is sound, and other things that narrow the run. */
	readonly limits: readonly string[];
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
	/** The preset that chose and weighed the variants. */
	readonly profile: Profile;
	readonly conclusion: Conclusion;
	readonly summary: Summary;
	/** What would make the run say more: one sentence each. */
	readonly hints: readonly string[];
	readonly findings: readonly Finding[];
}

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
