import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * A port of 127.0.0.1 that was free a moment ago: who takes it may still find it taken. It is below
 * those that systems give to connections (Linux: from 32768), of which a run makes thousands.
 */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(lowest, highest);
		if (await canListen(port)) return port;
	}
}

function canListen(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}

const lowest = 12_000;
const highest = 32_000;

/** Free ports, none of which comes twice. */
export function distinctPorts(): () => Promise<number> {
	const taken = new Set<number>();
	const next = async (): Promise<number> => {
		const port = await freePort();
		if (taken.has(port)) return next();
		taken.add(port);
		return port;
	};
	return next;
}
