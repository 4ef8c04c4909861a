/** Servers that are sound as long as they live. */
import { createServer, type Server } from 'node:https';
import {
	closeServer,
	type HostileServer,
	type HostileTls,
	listenOnLoopback,
	startHostile,
	trackConnections,
} from './hostile-server.ts';

/** Serves so many connections; from then on nobody listens. */
export function startMortal(tls: HostileTls, connections: number): Promise<HostileServer> {
	const server = soundServer(tls);
	const tracked = trackConnections(server);
	server.on('connection', () => {
		// No new connections; the last one is still served to its end.
		if (tracked.accepted() >= connections && server.listening) server.close();
	});
	return startHostile(server, tracked);
}

export interface RestartOptions {
	/** It goes down when it has accepted so many connections, cutting those that are open. */
	readonly after: number;
	/** Milliseconds until it listens again, on the same port. */
	readonly downMs: number;
}

/** A server that is restarted once in the middle of a run. */
export async function startRestarting(
	tls: HostileTls,
	{ after, downMs }: RestartOptions,
): Promise<HostileServer> {
	const first = soundServer(tls);
	const second = soundServer(tls);
	const tracked = trackConnections(first);
	const trackedAgain = trackConnections(second);
	let rise: NodeJS.Timeout | undefined;
	let closed = false;
	const port = await listenOnLoopback(first);
	first.on('connection', () => {
		if (tracked.accepted() !== after) return;
		void closeServer(first, tracked).then(() => {
			if (closed) return;
			rise = setTimeout(() => void listenOnLoopback(second, port), downMs);
		});
	});
	return {
		url: `https://localhost:${port}/`,
		port,
		async close() {
			closed = true;
			clearTimeout(rise);
			if (first.listening) await closeServer(first, tracked);
			if (second.listening) await closeServer(second, trackedAgain);
		},
	};
}

function soundServer(tls: HostileTls): Server {
	const options = { rejectUnauthorized: true, ...tls, requestCert: true };
	return createServer(options, (_, response) => {
		response.end('hello\n');
	});
}
