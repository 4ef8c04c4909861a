import type { RequestListener } from 'node:http';
import { type Leniency, readLeniently } from '../../../fixtures/endpoints/lenient-path.ts';

/** The page that stands at `/admin` and is for administrators only. */
export const ledgerPage =
	'the private ledger of the administrators, with all accounts and what they owe';

/** The page that stands at `/`. */
export const lobbyPage = 'the public lobby of this house, come in and have a look around';

/** What the application takes for its own path where nothing else is said. */
export const everyLeniency: readonly Leniency[] = [
	'case',
	'slashes',
	'dot-segments',
	'parameters',
	'decodes',
	'decodes-twice',
	'backslashes',
	'trailing-slash',
	'fragments',
];

/**
 * An application with a page for everybody and one that it believes to be guarded by the proxy in
 * front of it. It answers every method.
 */
export function ledgerApp(leniencies: readonly Leniency[] = everyLeniency): RequestListener {
	return (request, response) => {
		response.setHeader('content-type', 'text/plain');
		const path = readLeniently(request.url ?? '', leniencies);
		if (path === '/admin') response.end(`${ledgerPage}\n`);
		else if (path === '/') response.end(`${lobbyPage}\n`);
		else response.writeHead(404).end('there is no such room in this house\n');
	};
}
