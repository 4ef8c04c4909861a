/** What Node's TLS is told, and what it tells of the target. */
import { createHash } from 'node:crypto';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { runtimeError } from '../error-code.ts';
import { clientContext } from './client-context.ts';
import type { ConnectionRequest } from './connection-request.ts';
import { rawSession } from './raw-session.ts';

/** The options of a connection. @throws Error when the TLS library does not take the credential. */
export function tlsOptions({ client, ...request }: ConnectionRequest): ConnectionOptions {
	return {
		secureContext: clientContext(client, request.tls, request.sessionsById),
		servername: request.servername ?? '',
		ALPNProtocols: [...request.alpn],
		rejectUnauthorized: false,
		checkServerIdentity: () => undefined,
		...(request.session === null ? {} : { session: rawSession(request.session) }),
	};
}

/** SHA-256 of the certificate that the target showed, or that the resumed session remembers. */
export function shownSha256(socket: TLSSocket): string | null {
	const shown = socket.getPeerX509Certificate();
	return shown === undefined ? null : createHash('sha256').update(shown.raw).digest('hex');
}

/** The code of the runtime's own verification: a string on Node 20 to 26; the types say Error. */
export function authorizationCode(socket: TLSSocket): string | null {
	const { authorizationError: error } = socket as { readonly authorizationError?: unknown };
	if (typeof error === 'string') return error;
	return error instanceof Error ? (runtimeError(error).code ?? error.message) : null;
}
