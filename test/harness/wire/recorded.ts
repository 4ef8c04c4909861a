/** Real connections with everything that crossed the wire. */
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Tap } from '../../../harness/probe/tap.ts';
import type { Recording } from '../../../harness/wire/transcript.ts';

/** Asks a server on loopback in TLS 1.2, and resolves once it has closed the connection. */
export function recordTls12(port: number): Promise<Recording> {
	return new Promise((resolve, reject) => {
		const keylog: string[] = [];
		const tap = new Tap(connectTcp(port, '127.0.0.1'), false);
		const socket = connectTls({ socket: tap, maxVersion: 'TLSv1.2', rejectUnauthorized: false });
		socket.on('keylog', (line: Buffer) => keylog.push(line.toString('latin1')));
		socket.once('secureConnect', () => {
			socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
		});
		socket.once('error', reject);
		socket.once('close', () => {
			resolve({ client: tap.sent, server: tap.received, keylog, readsApplication: true });
		});
		socket.resume();
	});
}
