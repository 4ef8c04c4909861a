/** What the shards of a run found on one target, put together. Pure. */
import { catalogue, findVariant } from '../../fixtures/catalogue.ts';
import { worstOfEachPlace } from '../combine-runs.ts';
import type { Finding, RunPart, TargetSummary } from '../finding.ts';
import { judgeCheck } from '../judge.ts';

/**
 * One target as the whole run would have found it: what several shards tested (controls) counts once,
 * the worst of it, and comparisons are made again over everything.
 * @throws Error when there is no part.
 */
export function mergeTarget(parts: readonly RunPart[]): RunPart & { target: TargetSummary } {
	const targets = parts.flatMap(({ target }) => target ?? []);
	const [first] = targets;
	if (first === undefined) throw new Error('no part of a target to merge');
	const findings = worstOfEachPlace(parts.flatMap((part) => part.findings));
	const addresses = new Set(targets.map(({ address }) => address).filter((it) => it !== ''));
	return {
		target: {
			...first,
			address: [...addresses].join(', '),
			limits: [...new Set(targets.flatMap(({ limits }) => limits))],
			durationMs: targets.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0),
		},
		findings: inOrder(findings).map((finding) => comparedAgain(finding, findings)),
		certificates: Object.assign(
			{},
			...parts.map((part) => part.certificates),
		) as RunPart['certificates'],
	};
}

/** A shard compares what it has; how bad that is, is the same, but not what it says. */
function comparedAgain(finding: Finding, all: readonly Finding[]): Finding {
	const variant = findVariant(finding.id);
	if (variant?.kind !== 'comparison') return finding;
	const others = all.filter(({ id }) => findVariant(id)?.kind !== 'comparison');
	const { verdict, code, message } = variant.compare(others);
	const outcome = judgeCheck(verdict, variant.expect);
	const isSame = outcome === finding.outcome || finding.outcome === 'waived';
	return isSame ? { ...finding, verdict, code, message } : finding;
}

/** As one run has them: by TLS version and path, then as in the catalogue; last what is about neither. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
	const paths = [...new Set(findings.map(({ path }) => path))];
	const places = new Map(catalogue.map(({ id }, index) => [id as string, index]));
	const keyed = findings.map((finding) => ({
		finding,
		key: [
			finding.tls ?? '~',
			paths.indexOf(finding.path),
			// Variants of the user's stand behind.
			places.get(finding.id) ?? catalogue.length,
		] as const,
	}));
	return keyed
		.toSorted(({ key: [tls, path, at] }, { key: [otherTls, otherPath, otherAt] }) =>
			tls === otherTls ? path - otherPath || at - otherAt : tls < otherTls ? -1 : 1,
		)
		.map(({ finding }) => finding);
}
