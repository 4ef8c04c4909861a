import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** The server that is tested, on a free port. Its clients come from the CA of `creds`. */
export async function startOrders(): Promise<{ readonly url: string; close(): void }> {
	const server = createServer(
		{
			// Any certificate will do for the server here: it is its clients that are tested.
			key: readFileSync('creds/control/valid/key.pem'),
			cert: readFileSync('creds/control/valid/cert.pem'),
			ca: readFileSync('creds/authorities/client-ca/cert.pem'),
			requestCert: true,
			rejectUnauthorized: true,
		},
		(_, response) => response.end('orders\n'),
	);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `https://127.0.0.1:${port}/`,
		close() {
			server.close();
			server.closeAllConnections();
		},
	};
}
