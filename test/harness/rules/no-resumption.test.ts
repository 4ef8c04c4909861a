/** Rule 9. */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { trackConnections } from '../../hostile/hostile-server.ts';
import { findingOf } from '../findings-of.ts';
import { runAgainst } from '../lab.ts';
import { startOwn, withServer } from '../own-server.ts';

describe('rule 9: no resumption, no reuse', () => {
	it('every connection is a new one with a full handshake, unless the attempt resumes', async () => {
		await withServer(startOwn({ rejectUnauthorized: false }), async ({ port, server }) => {
			const { accepted } = trackConnections(server);
			let resumed = 0;
			const requests = new Map<Socket, number>();
			server.on('secureConnection', (socket: TLSSocket) => {
				if (socket.isSessionReused()) resumed += 1;
			});
			server.on('request', ({ socket }) => {
				requests.set(socket, (requests.get(socket) ?? 0) + 1);
			});
			const run = await runAgainst(port, { only: ['trust', 'validity', 'presence', 'path'] });
			expect(run.findings.length).to.be.greaterThan(30);
			expect(resumed).to.equal(0);
			expect(requests.size).to.be.greaterThan(30);
			expect(new Set(requests.values())).to.deep.equal(new Set([1]));
			// Besides, both versions are greeted once without any request.
			expect(accepted()).to.be.at.least(requests.size + 2);
			for (const { observation } of run.findings) {
				for (const it of observation?.connections ?? []) {
					expect(it.handshake.resumed).to.equal(false);
				}
			}
		});
	});

	for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
		it(`an attempt that resumes does (${tls})`, async () => {
			// Everybody may come in, but without a certificate only to be told 401.
			const polite = startOwn({ rejectUnauthorized: false }, ({ socket }, response) => {
				const shown = (socket as TLSSocket).getPeerX509Certificate();
				response.writeHead(shown === undefined ? 401 : 200).end();
			});
			await withServer(polite, async ({ port, server }) => {
				let resumed = 0;
				server.on('secureConnection', (socket: TLSSocket) => {
					if (socket.isSessionReused()) resumed += 1;
				});
				const run = await runAgainst(port, {
					only: ['resumption/anonymous-session'],
					tls: [tls],
				});
				const { observation, outcome } = findingOf(run, 'resumption/anonymous-session');
				expect(outcome).to.equal('conforms');
				expect(resumed).to.equal(1);
				const flags = observation?.connections.map(({ handshake }) => handshake.resumed);
				expect(flags).to.deep.equal([false, true]);
			});
		});
	}
});
