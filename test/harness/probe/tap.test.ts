/** What a probe sends looks on TCP like what other clients send. */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import { Tap } from '../../../harness/probe/tap.ts';
import { clientRoot } from '../lab.ts';
import { startOwn, withServer } from '../own-server.ts';

// The certificates alone are more than the 1024 octets after which Node cuts for the first time.
const { chain, key } = clientRoot.subordinate().subordinate().issue();

describe('a flight of the handshake', () => {
	for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
		it(`is given to TCP in one piece (${version})`, async () => {
			const writes: Buffer[] = [];
			await withServer(startOwn(), async ({ port }) => {
				const tcp = connectTcp({ host: '127.0.0.1', port });
				await once(tcp, 'connect');
				const socket = connectTls({
					socket: new Tap(listenedTo(tcp, writes), false),
					minVersion: version,
					maxVersion: version,
					cert: certificatesPem(chain),
					key,
					rejectUnauthorized: false,
				});
				await once(socket, 'secureConnect');
				// The last flight of TLS 1.3 leaves after this event; the ticket answers it.
				if (version === 'TLSv1.3') await once(socket, 'session');
				socket.destroy();
			});
			expect(Math.max(...writes.map(({ length }) => length))).to.be.greaterThan(1024);
			expect(writes.map(octetsMissing)).to.deep.equal(writes.map(() => 0));
		});
	}
});

function listenedTo(tcp: Socket, writes: Buffer[]): Socket {
	return new Proxy(tcp, {
		get(target, name) {
			const member: unknown = Reflect.get(target, name, target);
			if (typeof member !== 'function') return member;
			return (...args: unknown[]): unknown => {
				const [first] = args;
				if (name === 'write' && first instanceof Buffer) writes.push(first);
				return Reflect.apply(member, target, args) as unknown;
			};
		},
	});
}

/** How much of its last record a write lacks (RFC 9846 §5.1: type, version, length, fragment). */
function octetsMissing(octets: Buffer): number {
	let end = 0;
	while (end + 5 <= octets.length) end += 5 + octets.readUInt16BE(end + 3);
	return end - octets.length;
}
