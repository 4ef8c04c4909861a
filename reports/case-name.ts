/** Names that tell findings of the same variant apart, and no longer than the run needs. */
import type { Finding, Run } from '../harness/finding.ts';
import { groupBy } from './group-by.ts';

/**
 * What a finding is about beside its variant and TLS version: instance, path, servername and
 * target, the last three only where the run has several. A name that follows from the target is not
 * said again.
 */
export function qualifiers(run: Run): (finding: Finding) => readonly string[] {
	const several = (of: (finding: Finding) => string): boolean =>
		new Set(run.findings.map(of)).size > 1;
	const paths = several((finding) => finding.path);
	const targets = several((finding) => finding.target);
	const named = groupBy(run.findings, ({ target }) => target);
	const servernames = [...named.values()].some((members) =>
		members.some(({ servername }) => servername !== members[0].servername),
	);
	return ({ instance, path, servername, target }) => [
		...(instance === null ? [] : [instance]),
		...(paths ? [path] : []),
		...(servernames ? [servername] : []),
		...(targets ? [target] : []),
	];
}

/** `1.2` for `TLSv1.2`; `null` for what is about no TLS version. */
export function tlsNumber({ tls }: Pick<Finding, 'tls'>): string | null {
	return tls === null ? null : tls.slice('TLSv'.length);
}
