/** Which TLS versions are tested, and at which address. */
import { createServer } from 'node:https';
import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { exitCode } from '../../../harness/conclude.ts';
import type { RunOptions } from '../../../harness/options.ts';
import { closeServer, trackConnections } from '../../hostile/hostile-server.ts';
import { findingOf } from '../findings-of.ts';
import { runAgainst, runOptions, serverTls } from '../lab.ts';
import { startOwn, withServer } from '../own-server.ts';

const some: Partial<RunOptions> = {
	only: ['trust/wrong-root', 'server-identity'],
	timeoutMs: 2000,
	deadlineMs: 20_000,
};

describe('TLS versions', () => {
	it('a greeting that came to nothing once is made again', async () => {
		const starting = startOwn();
		await withServer(starting, async ({ server, port }) => {
			server.once('connection', (socket) => socket.destroy());
			const run = await runAgainst(port, some);
			expect(exitCode(run)).to.equal(0);
			expect(new Set(run.findings.map(({ tls }) => tls)).size).to.equal(2);
		});
	});

	for (const [offered, other] of [
		['TLSv1.3', 'TLSv1.2'],
		['TLSv1.2', 'TLSv1.3'],
	] as const) {
		it(`a target of ${offered} alone is tested on that`, async () => {
			const only = { minVersion: offered, maxVersion: offered };
			await withServer(startOwn(only), async ({ port }) => {
				const run = await runAgainst(port, some);
				expect(exitCode(run)).to.equal(0);
				expect(new Set(run.findings.map(({ tls }) => tls))).to.deep.equal(new Set([offered]));
				expect(run.targets[0]?.limits).to.include(
					`the target does not offer ${other}: nothing was tested on it`,
				);

				const asked = await runAgainst(port, { ...some, tls: [other] });
				expect(exitCode(asked)).to.equal(3);
				expect(asked.summary.conforms).to.equal(0);
				expect(findingOf(asked, 'trust/wrong-root').message).to.equal(
					`the target does not offer ${other}`,
				);

				const both = await runAgainst(port, { ...some, tls: [offered, other] });
				expect(exitCode(both)).to.equal(3);
				expect(findingOf(both, 'trust/wrong-root', offered).outcome).to.equal('conforms');
				expect(findingOf(both, 'trust/wrong-root', other).outcome).to.equal('inconclusive');
			});
		});
	}

	it('a target of none of them: exit 3', async () => {
		const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' } as const;
		const run = await withServer(startOwn(old), ({ port }) => runAgainst(port, some));
		expect(exitCode(run)).to.equal(3);
		expect(run.summary.conforms).to.equal(0);
		for (const { message } of run.findings) {
			expect(message).to.equal('the target offers neither TLS 1.2 nor TLS 1.3');
		}
	});
});

describe('addresses', () => {
	const resolve = dns.lookup;
	afterEach(() => answerLookups(resolve));

	it('of a name are tried in turn, and the one that answers is reported', async function () {
		if (!hasIpv6Loopback()) this.skip();
		const server = createServer({ ...serverTls, requestCert: true, rejectUnauthorized: true });
		server.on('request', (_, response) => response.end('hello\n'));
		const tracked = trackConnections(server);
		await new Promise<void>((listening) => server.listen(0, '::1', listening));
		// A listening TCP server has an address that is no string (node:net).
		const { port } = server.address() as AddressInfo;
		answerLookups(async () => [
			{ address: '127.0.0.1', family: 4 },
			{ address: '::1', family: 6 },
		]);
		const { target } = runOptions(port);
		const run = await runAgainst(port, { ...some, target: { ...target, connectTo: null } });
		await closeServer(server, tracked);
		expect(exitCode(run)).to.equal(0);
		expect(run.targets[0]?.address).to.equal(`[::1]:${port}`);
	});
});

/** What `localhost` resolves to differs from machine to machine. */
function answerLookups(lookup: unknown): void {
	dns.lookup = lookup as typeof dns.lookup;
	syncBuiltinESMExports();
}

function hasIpv6Loopback(): boolean {
	const addresses = Object.values(networkInterfaces()).flat();
	return addresses.some((it) => it?.address === '::1');
}
