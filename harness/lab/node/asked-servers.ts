/** What a process listens with, without what is there twice. Pure. */
import type { Listening, Report } from './message.ts';

/** A server of the script, with the port by which its clients know it. */
export interface AskedServer extends Listening {
	/** Host of its URL, without brackets. */
	readonly host: string;
	/** Port of its URL. */
	readonly urlPort: number;
}

/**
 * Each server once: processes of a cluster share a port, and a framework may open one server for
 * each address of a name.
 */
export function askedServers(reports: readonly Report[]): readonly AskedServer[] {
	const servers: AskedServer[] = [];
	const listening = reports.filter((it): it is Listening => it.kind === 'listening');
	// What accepts for the processes of a cluster speaks nothing itself.
	const byWhatIsKnown = listening.toSorted(
		(one, other) => Number(one.speaks === 'tcp') - Number(other.speaks === 'tcp'),
	);
	for (const it of byWhatIsKnown) {
		if (servers.some(({ port }) => port === it.port)) continue;
		const { port, host } = it.asked;
		const index = servers.findIndex(({ asked }) => port !== 0 && asked.port === port);
		const twin = servers[index];
		if (twin !== undefined && isAlike(twin, it)) {
			// Where a server was closed and opened again, it is at its last port.
			servers[index] = { ...it, host: twin.host, urlPort: twin.urlPort };
			continue;
		}
		const anyPorts = servers.filter(({ asked }) => asked.port === 0).length;
		servers.push({
			...it,
			// Two servers of one port have addresses of their own.
			host: twin === undefined ? 'localhost' : (host ?? 'localhost'),
			// The same in every run, unlike the port that it got.
			urlPort: port === 0 ? 443 + anyPorts : port,
		});
	}
	return servers;
}

function isAlike(one: Listening, other: Listening): boolean {
	return one.speaks === other.speaks && JSON.stringify(one.asks) === JSON.stringify(other.asks);
}
