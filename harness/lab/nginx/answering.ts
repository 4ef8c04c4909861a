import type { GivenVhost, HostPort } from '../../options.ts';
import type { LabServer } from '../lab.ts';
import { firstStatus } from './first-status.ts';

/** The servers, without neighbours that answer nobody. */
export interface Answering {
	readonly servers: readonly LabServer[];
	/** What is not tried since nobody answers there. */
	readonly notes: readonly string[];
}

/**
 * Leaves out other names and ports on which there is nothing to get: `return 444` is no open page.
 * Asks the server that was just started.
 */
export async function answering(servers: readonly LabServer[]): Promise<Answering> {
	const notes: string[] = [];
	const kept = await Promise.all(
		servers.map(async (server): Promise<LabServer> => {
			const { connectTo, host: name, url } = server;
			const [vhosts, listeners] = await Promise.all([
				Promise.all(server.vhosts.map((it) => asItIs(it, connectTo))),
				whichOf(server.listeners, async ({ host, port, plaintext }) => {
					const status = await firstStatus({ host, port, name, isTls: !plaintext });
					return status !== null;
				}),
			]);
			for (const it of server.listeners.filter((other) => !listeners.includes(other))) {
				notes.push(`${url}: ${it.url} answers nobody and is not tried as another way in`);
			}
			return { ...server, vhosts: vhosts.flatMap((it) => it ?? []), listeners };
		}),
	);
	return { servers: kept, notes };
}

/** What asks for certificates may serve all the same, and what asks for none may serve nobody. */
async function asItIs(vhost: GivenVhost, place: HostPort): Promise<GivenVhost | null> {
	const status = await firstStatus({ ...place, name: vhost.name, isTls: true });
	if (status !== null && status >= 200 && status < 300) return { ...vhost, kind: 'open' };
	return vhost.kind === 'open' ? null : vhost;
}

async function whichOf<T>(
	items: readonly T[],
	fits: (item: T) => Promise<boolean>,
): Promise<readonly T[]> {
	const kept = await Promise.all(items.map(fits));
	return items.filter((_, index) => kept[index] === true);
}
