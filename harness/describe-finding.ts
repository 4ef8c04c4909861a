/** Puts a judged variant into the form that reports read. Pure. */
import { family, type Variant } from '../fixtures/variant.ts';
import { fails } from './conclude.ts';
import type { Finding, Layer, Outcome, VerdictKind } from './finding.ts';
import type { Alert, Observation } from './observation.ts';
import type { RunOptions, TlsVersion } from './options.ts';

/** Where a finding was made. */
export interface Place {
	readonly options: RunOptions;
	readonly tls: TlsVersion | null;
	readonly path: string;
	readonly instance: string | null;
}

export interface Result {
	readonly verdict: VerdictKind | null;
	readonly outcome: Outcome;
	readonly layer: Layer | null;
	/** Where it is not that of the last connection. */
	readonly code?: string | null;
	/** Likewise. */
	readonly alert?: Alert | null;
	readonly observation: Observation | null;
	readonly message: string;
	readonly reproduce?: readonly string[];
}

/** As much of a place as a finding says. */
export interface DescribedPlace extends Omit<Place, 'options'> {
	readonly options: Pick<RunOptions, 'target' | 'failOn'>;
}

export function describeFinding(variant: Variant, place: DescribedPlace, result: Result): Finding {
	const { observation } = result;
	const shown = observation?.again ?? observation?.connections.at(-1) ?? null;
	const isProbe = variant.kind === 'probe';
	const { target, failOn } = place.options;
	return {
		id: variant.id,
		title: variant.title,
		family: family(variant),
		why: variant.why,
		fix: variant.fix,
		affected: variant.affected ?? null,
		cites: variant.cites,
		level: variant.level,
		severity: variant.severity,
		target: target.url,
		servername: target.servername ?? target.host,
		tls: place.tls,
		path: place.path,
		instance: place.instance,
		expected: variant.expect,
		alerts: 'alerts' in variant ? variant.alerts : [],
		verdict: result.verdict,
		outcome: result.outcome,
		fails: fails(result.outcome, variant.severity, failOn),
		layer: result.layer,
		alert: (result.alert === undefined ? shown?.alert : result.alert) ?? null,
		code: (result.code === undefined ? shown?.code : result.code) ?? null,
		status: shown?.response?.status ?? null,
		reason: shown?.response?.reason ?? null,
		reference: isProbe ? variant.reference : null,
		twin: isProbe ? variant.twin : null,
		sent: {
			certificates: shown?.sent.sha256.length ?? 0,
			sha256: shown?.sent.sha256 ?? [],
		},
		observation,
		message: result.message,
		reproduce: result.reproduce ?? [],
		durationMs: duration(observation),
	};
}

function duration(observation: Observation | null): number {
	if (observation === null) return 0;
	const { connections, again } = observation;
	const all = [...connections, ...(again === null ? [] : [again])].map((it) => it.durationMs);
	return Math.round(all.reduce((sum, ms) => sum + ms, 0) * 10) / 10;
}
