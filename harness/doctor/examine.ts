/**
 * Looks at a set-up as a run would: the same preflight, plan and probes, for the controls and the bare
 * connection alone.
 */
import type { Variant } from '../../fixtures/variant.ts';
import { conclude, summarize } from '../conclude.ts';
import type { Finding } from '../finding.ts';
import type { PlannedFinding } from '../findings.ts';
import { obstacleHints } from '../hints.ts';
import type { RunOptions } from '../options.ts';
import { startRun, type StartedRun } from '../run.ts';
import { selectVariants } from '../select.ts';
import { UsageError } from '../usage-error.ts';
import { checkBare, checkValid } from './check-answers.ts';
import { checkClock } from './check-clock.ts';
import { checkControls } from './check-controls.ts';
import { checkCoverage } from './check-coverage.ts';
import { checkMaterials } from './check-materials.ts';
import { checkName, checkUnresolved, isUnresolved } from './check-name.ts';
import { checkLoad } from './check-load.ts';
import { checkRequest } from './check-request.ts';
import { checkServerCertificate } from './check-server-certificate.ts';
import { checkTcp } from './check-tcp.ts';
import { checkTls } from './check-tls.ts';
import type { Check, Examination } from './check.ts';
import { groundOf } from './ground-selection.ts';
import type { Seen } from './seen.ts';

export interface ExamineParts {
	/** Why the materials cannot be used: all else is looked at without any. */
	readonly unusable: UsageError | null;
	/** Called when the probes begin. */
	readonly onStart: (planned: readonly PlannedFinding[]) => void;
}

/** @throws UsageError when a selection matches nothing, or the target must not be contacted. */
export async function examine(
	options: RunOptions,
	signal: AbortSignal,
	{ unusable, onStart }: ExamineParts,
): Promise<Examination> {
	const { url } = options.target;
	const selected = selectVariants(options.only, options.skip, options.profile, options.own);
	const ground = groundOf(selected);
	const materials = checkMaterials(options, unusable, new Date());
	const only = ground.map(({ id }) => id);
	const started = await begin({ ...options, only, skip: [], profile: 'default' }, signal);
	if (started instanceof UsageError) {
		const checks = [materials, checkUnresolved(started)];
		return { url, couldConclude: false, checks, coverage: null };
	}
	onStart(started.planned);
	const { findings } = await started.run;
	const { facts } = started;
	const isInconclusive = endsInconclusive(findings, selected);
	const couldConclude = unusable === null && !isInconclusive;
	const seen: Seen = {
		options,
		facts,
		findings: findings.filter(
			({ tls }) => tls !== null && facts.versions.get(tls)?.kind === 'offered',
		),
		obstacles: obstacleHints(started.planOf(ground), findings),
		isUnusable: unusable !== null,
		isInconclusive,
	};
	const reaching = [materials, checkName(seen), checkTcp(seen), ...checkTls(seen)];
	if (facts.speaks === null) return { url, couldConclude, checks: reaching, coverage: null };
	const coverage = await checkCoverage(seen, selected, started.planOf(selected));
	const checks: readonly Check[] = [
		...reaching,
		checkServerCertificate(seen),
		checkRequest(seen),
		checkValid(seen),
		checkBare(seen),
		...checkControls(seen),
		checkClock(seen),
		...checkLoad(seen),
		coverage.check,
	];
	return { url, couldConclude, checks, coverage: coverage.coverage };
}

/** A name that does not resolve is something to report; all else is not for a check to say. */
async function begin(options: RunOptions, signal: AbortSignal): Promise<StartedRun | UsageError> {
	try {
		return await startRun(options, signal);
	} catch (error) {
		if (error instanceof UsageError && isUnresolved(error)) return error;
		throw error;
	}
}

/** Whether a run of the selection would end with 3, as far as the controls and the bare connection say. */
function endsInconclusive(findings: readonly Finding[], selected: readonly Variant[]): boolean {
	const shown = new Set<string>(selected.map(({ id }) => id));
	const summary = summarize(
		findings.filter(({ id, family }) => family === 'control' || shown.has(id)),
	);
	// Where all is skipped, a run still has what shows no credential.
	const hasOthers = selected.some(({ kind }) => kind !== 'probe');
	return (summary.planned > 0 || !hasOthers) && conclude(summary) === 'inconclusive';
}
