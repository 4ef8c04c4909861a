import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { HostPort } from '../../options.ts';

/** Whom to ask, and by which name. */
export interface Asked extends HostPort {
	/** For `Host`, and for the server_name of TLS. */
	readonly name: string;
	readonly isTls: boolean;
}

/** The status of the answer to `GET /` without a certificate; `null` where none comes. */
export function firstStatus({ host, port, name, isTls }: Asked): Promise<number | null> {
	return new Promise((resolve) => {
		// Who it is does not matter: this is a server that the lab started itself.
		const options = { host, port, servername: name, rejectUnauthorized: false };
		const socket: Socket = isTls ? connectTls(options) : connectTcp({ host, port });
		let head = '';
		const done = (): void => {
			const [, status] = /^HTTP\/1\.[01] (\d{3})/u.exec(head) ?? [];
			resolve(status === undefined ? null : Number(status));
			socket.destroy();
		};
		socket.setTimeout(patienceMs, done);
		socket.on('error', done).on('close', done);
		socket.on('data', (data: Buffer) => {
			head += data.toString('latin1', 0, 64);
			if (head.length >= 'HTTP/1.1 200'.length) done();
		});
		socket.write(`GET / HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
	});
}

const patienceMs = 2000;
