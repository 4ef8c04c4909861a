/** Joins what the server itself wrote with what the wire showed, by the client's port. Pure. */
import type { Finding, Run } from './finding.ts';
import type { ConnectionObservation, Observation } from './observation.ts';

/** One thing that the server wrote of one connection. */
export interface SaidOfPort {
	/** The client's port. */
	readonly port: number;
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly reason: string;
}

/** The run with the server's words at every connection that they are about, the last ones each. */
export function withSaid(run: Run, said: readonly SaidOfPort[]): Run {
	const openings = new Map<number, Opening[]>();
	for (const { observation } of run.findings) {
		for (const { opened, durationMs } of connectionsOf(observation)) {
			if (opened === undefined) continue;
			const sharing = openings.get(opened.port) ?? [];
			// Findings may rest on one connection and show it each.
			if (sharing.some(({ at }) => at === opened.at)) continue;
			openings.set(opened.port, [
				...sharing,
				{ at: opened.at, end: opened.at + durationMs, said: null },
			]);
		}
	}
	for (const { port, at, reason } of said) {
		const using = openings.get(port) ?? [];
		const opening = userAt(using, at) ?? userAt(using, at + wholeSecondMs);
		if (opening !== undefined) opening.said = reason.slice(0, longestReason);
	}
	const words = (it: ConnectionObservation): ConnectionObservation => {
		const known = openings.get(it.opened?.port ?? 0)?.find(({ at }) => at === it.opened?.at);
		return typeof known?.said === 'string' ? { ...it, said: known.said } : it;
	};
	return { ...run, findings: run.findings.map((finding) => withWords(finding, words)) };
}

/** One use of a port. */
interface Opening {
	readonly at: number;
	readonly end: number;
	said: string | null;
}

/** Who had the port at that time, the last one of several. */
function userAt(openings: readonly Opening[], at: number): Opening | undefined {
	return openings
		.filter((it) => it.at - slackMs <= at && at <= it.end + latestMs)
		.toSorted((one, other) => other.at - one.at)[0];
}

function withWords(
	finding: Finding,
	words: (connection: ConnectionObservation) => ConnectionObservation,
): Finding {
	const { observation } = finding;
	if (observation === null) return finding;
	const [first, ...others] = observation.connections;
	const connections = [words(first), ...others.map(words)] as const;
	const again = observation.again && words(observation.again);
	const deciding = again ?? connections.at(-1);
	return {
		...finding,
		observation: { ...observation, connections, again },
		reason: finding.reason ?? deciding?.said ?? null,
	};
}

function connectionsOf(observation: Observation | null): readonly ConnectionObservation[] {
	if (observation === null) return [];
	const { connections, again } = observation;
	return again === null ? connections : [...connections, again];
}

/** Two clocks of one machine, each rounded in its own way. */
const slackMs = 20;
/** Some logs have whole seconds, and leave out what is beyond. */
const wholeSecondMs = 1000;
/** What a server says later is about somebody who had the port after us, and is in no finding. */
const latestMs = 2000;
/** UTF-16 units. */
const longestReason = 200;
