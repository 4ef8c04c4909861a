import type { Finding, Run } from '../../harness/finding.ts';
import type { TlsVersion } from '../../harness/options.ts';

/** All findings of an id, one per TLS version, path and instance. */
export function findingsOf(run: Run, id: string): readonly Finding[] {
	return run.findings.filter((finding) => finding.id === id);
}

/** The one finding of an id. @throws Error when there is none, or more than one. */
export function findingOf(run: Run, id: string, tls?: TlsVersion): Finding {
	const found = findingsOf(run, id).filter((finding) => tls === undefined || finding.tls === tls);
	const [finding, ...others] = found;
	if (finding === undefined || others.length > 0) {
		throw new Error(`${found.length} findings of ${id} ${tls ?? ''}`);
	}
	return finding;
}

/** The ids with that outcome, each once, in order. */
export function idsWith(run: Run, outcome: Finding['outcome']): readonly string[] {
	const ids = run.findings.filter((finding) => finding.outcome === outcome).map(({ id }) => id);
	return [...new Set(ids)];
}
