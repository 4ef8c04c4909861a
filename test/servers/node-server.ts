/** The process behind `startNode`: takes one order, answers with its port, ends with its parent. */
import { createServer } from 'node:https';
import { startAppEndpoint } from '../../fixtures/endpoints/app-endpoint.ts';
import { type Endpoint, listen } from '../../fixtures/endpoints/endpoint.ts';
import type { NodeServerOrder } from './node.ts';

process.once('disconnect', () => process.exit());
process.once('message', (order: NodeServerOrder) => {
	void start(order).then(({ port }) => process.send?.(port));
});

function start({ mode, tls }: NodeServerOrder): Promise<Endpoint> {
	switch (mode) {
		case 'app-json':
			return startAppEndpoint(tls);
		case 'unchecked':
		case 'reject-unauthorized': {
			const rejectUnauthorized = mode === 'reject-unauthorized';
			return listen(
				createServer({ ...tls, requestCert: true, rejectUnauthorized }, (_, response) => {
					response.end('hello\n');
				}),
			);
		}
	}
}
