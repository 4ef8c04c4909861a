import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningServer } from './daemon.ts';

/** Runs a TLS proxy with a plain HTTP server behind it, which says hello unless it is told better. */
export async function withBackend<S extends RunningServer>(
	start: (backendPort: number) => Promise<S>,
	answer: RequestListener = (_, response) => response.end('hello\n'),
): Promise<S> {
	const backend = createServer(answer);
	await new Promise<void>((resolve) => {
		backend.listen(0, '127.0.0.1', resolve);
	});
	// A listening TCP server has an address that is no string (node:net).
	const { port } = backend.address() as AddressInfo;
	const close = (): Promise<void> =>
		new Promise((resolve) => {
			backend.close(() => resolve());
			backend.closeAllConnections();
		});
	try {
		const proxy = await start(port);
		return { ...proxy, stop: () => proxy.stop().finally(close) };
	} catch (error) {
		await close();
		throw error;
	}
}
