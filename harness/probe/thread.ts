/** The other thread of second-thread.ts: probes what it is told, until it is told to stop. */
import { setMaxListeners } from 'node:events';
import { parentPort } from 'node:worker_threads';
import type { Attempt, Connection } from '../../fixtures/attempt.ts';
import { probe } from './probe.ts';
import type { ThreadAnswer, ThreadOrder } from './second-thread.ts';

const stop = new AbortController();
// Every connection of this thread listens to it.
setMaxListeners(0, stop.signal);
const answer = (it: ThreadAnswer): void => parentPort?.postMessage(it);

parentPort?.on('message', (order: ThreadOrder) => {
	switch (order.kind) {
		case 'stop':
			stop.abort();
			break;
		case 'probe': {
			const { id, attempt, settings } = order;
			probe(revived(attempt), settings, async () => {}, stop.signal).then(
				(observation) => answer({ kind: 'observed', id, observation }),
				(error: unknown) => answer({ kind: 'failed', id, error }),
			);
			break;
		}
	}
});
answer({ kind: 'ready' });

function revived([first, ...rest]: Attempt): Attempt {
	return [withBuffers(first), ...rest.map(withBuffers)];
}

/** A Buffer arrives as the Uint8Array that it is. */
function withBuffers(connection: Connection): Connection {
	const { credential } = connection;
	if (credential === null) return connection;
	const chain = credential.chain.map((der) =>
		Buffer.from(der.buffer, der.byteOffset, der.byteLength),
	);
	return { ...connection, credential: { ...credential, chain } };
}
