/** A chain with a key that our own TLS library cannot read leaves all the same, and is answered. */
import { expect } from 'chai';
import { it } from 'mocha';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import { describeWithServer } from '../../servers/available.ts';
import { startNginx } from '../../servers/nginx.ts';
import { clientRoot, runAgainst, serverCredential } from '../lab.ts';

const unreadable = ['signature/off-curve-point', 'signature/unknown-key-algorithm'] as const;

describeWithServer('nginx', 'a chain with an unreadable key', () => {
	it('leaves as it is, and the answer to it is read', async () => {
		const server = await startNginx({
			credential: serverCredential,
			clientCa: certificatesPem([clientRoot.certificate]),
			verify: 'on',
		});
		try {
			const { findings } = await runAgainst(server.port, { only: [...unreadable] });
			for (const id of unreadable) {
				const found = findings.filter((it) => it.id === id);
				expect(found.map(({ tls }) => tls)).to.have.members(['TLSv1.2', 'TLSv1.3']);
				for (const it of found) expect(it).to.include({ verdict: 'reject', status: 400 });
			}
		} finally {
			await server.stop();
		}
	});
});
