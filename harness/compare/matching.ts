/** Which findings of two runs are about the same. Pure. */
import { type Finding, isOfTarget, type Run } from '../finding.ts';

/** How places of one run are found again in another. */
export interface Matching {
	/** Equal for what is about the same variant, TLS version and place. */
	readonly key: (finding: Finding) => string;
	/** Equal for the same target. */
	readonly target: (url: string) => string;
}

/** Runs against one target each are about the same one, whatever its URL. */
export function matching(base: Run, now: Run): Matching {
	const isOne = targetsOf(base).size <= 1 && targetsOf(now).size <= 1;
	const isOneName = isOne && namesOf(base).size <= 1 && namesOf(now).size <= 1;
	return {
		target: (url) => (isOne ? '' : url),
		key: (finding) => {
			const { id, tls, instance, target, servername } = finding;
			const server = [...(isOne ? [] : [target]), ...(isOneName ? [] : [servername])];
			return JSON.stringify([id, tls, instance, server, pathOf(finding)]);
		},
	};
}

/** URLs of the targets, also of those that no finding is about. */
export function targetsOf({ targets, findings }: Run): ReadonlySet<string> {
	return new Set([...targets.map(({ url }) => url), ...findings.map(({ target }) => target)]);
}

/** The path that a finding depends on; empty for what is about the whole target. */
export function pathOf({ family, path }: Pick<Finding, 'family' | 'path'>): string {
	return isOfTarget({ family }) ? '' : path;
}

/** Findings by their key; where several share one the worst stands for them. */
export function indexed(
	findings: readonly Finding[],
	key: Matching['key'],
): ReadonlyMap<string, Finding> {
	const index = new Map<string, Finding>();
	for (const finding of findings) {
		const known = index.get(key(finding));
		if (known === undefined || (finding.outcome === 'deviates' && known.outcome !== 'deviates')) {
			index.set(key(finding), finding);
		}
	}
	return index;
}

function namesOf({ findings }: Run): ReadonlySet<string> {
	return new Set(findings.map(({ servername }) => servername));
}
