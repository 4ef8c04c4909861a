/** Rule 1, on the wire; that a variant has one defect is shown by test/fixtures/one-defect.test.ts. */
import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { runAgainst } from '../lab.ts';
import { startOwn, withServer } from '../own-server.ts';

describe('rule 1: one defect', () => {
	it('what is not about validity is valid from 48 hours ago for 48 hours more', async () => {
		const seen: X509Certificate[] = [];
		const server = startOwn({ rejectUnauthorized: false }, ({ socket }, response) => {
			// Node 24 shows no more of a chain than its end entity.
			const shown = (socket as TLSSocket).getPeerX509Certificate();
			if (shown !== undefined) seen.push(shown);
			response.end();
		});
		const only = ['control', 'trust', 'path/ca-false', 'key-usage/server-auth-only'];
		await withServer(server, ({ port }) => runAgainst(port, { only, tls: ['TLSv1.2'] }));
		expect(seen.length).to.be.greaterThan(10);
		for (const { subject, validFrom, validTo } of seen) {
			const hours = [validFrom, validTo].map((it) => (Date.parse(it) - Date.now()) / 3_600_000);
			expect(hours[0], subject).to.be.within(-49, -47);
			expect(hours[1], subject).to.be.within(47, 49);
		}
	});
});
