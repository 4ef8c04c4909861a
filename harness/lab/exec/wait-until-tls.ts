/** Waits for a server that is not only there but speaks TLS. */
import { connect, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import { setTimeout as pause } from 'node:timers/promises';
import type { HostPort } from '../../options.ts';

/** How long, and as whom, a server is waited for. */
export interface TlsWaiting {
	/** Milliseconds. */
	readonly startupMs: number;
	readonly signal: AbortSignal;
	/** A client that the server lets in: some say nothing at all to others. PEM. */
	readonly client: { readonly cert: string; readonly key: string };
	/** Whether there is no point in waiting longer. */
	readonly isOver: () => boolean;
}

/** What waiting for TLS came to. */
export type TlsReadiness =
	/** `shown`: what it was seen to be, for later. */
	| { readonly kind: 'ready'; readonly certificate: Buffer | null }
	| { readonly kind: 'over' | 'aborted' }
	/** `last`: what the last try came to, as a clause. */
	| { readonly kind: 'late'; readonly last: string };

/** Tries again and again until a handshake gets as far as an answer of TLS, be it an alert. */
export async function waitUntilTls(
	address: HostPort,
	{ startupMs, signal, client, isOver }: TlsWaiting,
): Promise<TlsReadiness> {
	const deadline = performance.now() + startupMs;
	for (;;) {
		if (signal.aborted) return { kind: 'aborted' };
		if (isOver()) return { kind: 'over' };
		const left = Math.max(shortestTryMs, deadline - performance.now());
		const tried = await tryTls(address, client, Math.min(left, longestTryMs));
		if (typeof tried !== 'string') return { kind: 'ready', ...tried };
		if (performance.now() >= deadline) return { kind: 'late', last: tried };
		await pause(tried === nobody ? 20 : 100);
	}
}

/** A server that has just opened its port may never look at the first connections. */
const longestTryMs = 2000;
/** With less nobody could say what the last try came to. */
const shortestTryMs = 500;
const nobody = 'nobody listened there';

/** A clause about why not, or the certificate that the server showed. */
function tryTls(
	{ host, port }: HostPort,
	client: ConnectionOptions,
	withinMs: number,
): Promise<string | { readonly certificate: Buffer | null }> {
	return new Promise((resolve) => {
		let isConnected = false;
		const socket = connect({
			...client,
			host,
			port,
			servername: 'localhost',
			rejectUnauthorized: false,
			ALPNProtocols: ['http/1.1'],
		});
		const end = (result: Parameters<typeof resolve>[0]): void => {
			clearTimeout(timer);
			socket.destroy();
			resolve(result);
		};
		const timer = setTimeout(
			() => end(isConnected ? 'it took the connection and said nothing' : nobody),
			withinMs,
		);
		socket.once('connect', () => {
			isConnected = true;
		});
		socket.once('secureConnect', () =>
			end({ certificate: ownCertificate(socket.getPeerCertificate()) }),
		);
		socket.once('close', () => end(isConnected ? 'it closed the connection at once' : nobody));
		socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
			if (/^ERR_SSL_.*ALERT/u.test(code)) end({ certificate: null });
			else if (code.startsWith('ERR_SSL_')) end(`what it said is no TLS (${code})`);
			else end(isConnected ? `it ended the connection (${code})` : nobody);
		});
	});
}

/** Node gives an empty object where there is none. */
function ownCertificate({ raw }: Partial<PeerCertificate>): Buffer | null {
	return raw ?? null;
}
