import { request } from 'node:https';
import type { SecureVersion } from 'node:tls';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import type { Credential } from '../../fixtures/attempt.ts';
import type { ServerCredential } from '../../fixtures/endpoints/server-credential.ts';

export interface Get {
	readonly port: number;
	readonly server: ServerCredential;
	readonly version: SecureVersion;
	readonly credential: Credential | null;
}

/** What one GET over a fresh connection came to: a status and the body, or that it was cut off. */
export type Answer =
	| { readonly status: number; readonly body: string }
	| { readonly refused: string };

/** An independent client (Node's own), so that a server is judged without the code under test. */
export function httpsGet({ port, server, version, credential }: Get): Promise<Answer> {
	const presented =
		credential === null ? {} : { cert: certificatesPem(credential.chain), key: credential.key };
	return new Promise((resolve) => {
		const outgoing = request({
			...presented,
			host: '127.0.0.1',
			servername: 'localhost',
			port,
			ca: server.ca,
			minVersion: version,
			maxVersion: version,
			agent: false,
			// Weak client certificates must leave us: it is the server that judges them.
			ciphers: 'DEFAULT@SECLEVEL=0',
		});
		outgoing.once('error', (error: NodeJS.ErrnoException) => {
			resolve({ refused: error.code ?? error.message });
		});
		outgoing.once('response', (response) => {
			let body = '';
			response.setEncoding('utf8');
			response.on('data', (chunk: string) => {
				body += chunk;
			});
			response.once('error', (error) => resolve({ refused: error.message }));
			response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
		});
		outgoing.end();
	});
}
