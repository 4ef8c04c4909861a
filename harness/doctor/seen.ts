import type { Finding } from '../finding.ts';
import type { ConnectionObservation, Response } from '../observation.ts';
import type { RunOptions } from '../options.ts';
import { validControl } from '../plan.ts';
import type { Preflight } from '../preflight.ts';

/** What the preflight and the controls showed: all that checks look at. */
export interface Seen {
	readonly options: RunOptions;
	readonly facts: Preflight;
	/** Of the controls and the bare connection, on the TLS versions that the target offers. */
	readonly findings: readonly Finding[];
	/** What is in the way of the controls, as a run would say it. */
	readonly obstacles: readonly string[];
	/** Whether there are materials that cannot be used. */
	readonly isUnusable: boolean;
	/** Whether a run would end with exit code 3: what was left open is a problem then. */
	readonly isInconclusive: boolean;
}

/** The findings of one variant, on every TLS version and path. */
export function findingsOf({ findings }: Seen, id: string): readonly Finding[] {
	return findings.filter((finding) => finding.id === id);
}

/** Whether there is nothing to present. */
export function hasNoValid(seen: Seen): boolean {
	return findingsOf(seen, validControl).every(
		({ outcome, observation }) => outcome === 'skipped' && observation === null,
	);
}

/** Whether the target asks nobody for a certificate, neither in its handshakes nor after the request. */
export function isUnasked(seen: Seen): boolean {
	const asks = [...seen.facts.versions.values()].some(
		(it) => it.kind === 'offered' && it.greeting.caNames !== null,
	);
	return !asks && !asksLater(seen);
}

/** RFC 5246 §7.4.1.1: whether it renegotiates on TLS 1.2 once it has read the request. */
export function asksLater(seen: Seen): boolean {
	return connectionsOf(seen).some(({ handshake }) => handshake.renegotiation !== undefined);
}

/** Every connection of the probes. */
export function connectionsOf({ findings }: Seen): readonly ConnectionObservation[] {
	return findings.flatMap(({ observation }) =>
		observation === null
			? []
			: [...observation.connections, ...(observation.again === null ? [] : [observation.again])],
	);
}

/** Every answer to the probes. */
export function responsesOf(seen: Seen): readonly Response[] {
	return connectionsOf(seen).flatMap(({ response, earlier = [] }) => [
		...earlier,
		...(response === null ? [] : [response]),
	]);
}

/** The findings under the sentence that they share, `TLS 1.2` or `TLS 1.3` said where they differ. */
export function bySentence(
	findings: readonly Finding[],
	sentence: (finding: Finding) => string,
): string {
	const places = new Map<string, Set<string>>();
	const paths = new Set(findings.map(({ path }) => path));
	for (const finding of findings) {
		const place = [
			...(finding.tls === null ? [] : [finding.tls.replace('TLSv', 'TLS ')]),
			...(paths.size > 1 ? [finding.path] : []),
		].join(' ');
		const text = sentence(finding);
		places.set(text, (places.get(text) ?? new Set()).add(place));
	}
	if (places.size <= 1) return [...places.keys()].join('');
	return [...places].map(([text, where]) => `${[...where].join(', ')}: ${text}`).join('; ');
}
