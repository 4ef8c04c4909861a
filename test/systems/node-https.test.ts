/** Row 1: a Node https server that asks for certificates and refuses whoever has no good one. */
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import type { Credential } from '../../fixtures/attempt.ts';
import { issueToServer } from '../../fixtures/endpoints/server-credential.ts';
import { defaultIdentity } from '../../fixtures/pki/identity.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { findingOf, idsWith } from '../harness/findings-of.ts';
import { failingIds, runForReport, temporaryFolder } from '../run-cli.ts';
import {
	commonName,
	giveClientCa,
	keys,
	nameInSubjectOnly,
	withoutExtensions,
	writePair,
} from './document-pki.ts';
import { runHere } from './run-here.ts';
import { ofSample, startSample } from './start-sample.ts';

const folder = temporaryFolder();
after(() => folder.remove());

// One CA for both sides, as the document has it.
const ca = createRoot(keys, defaultIdentity, commonName('my-ca'));
const cacert = folder.write('ca.crt', certificatesPem([ca.certificate]));

describe('system 1: Node https, requestCert and rejectUnauthorized', () => {
	it('is green', () =>
		showing(issueToServer(ca), async (url) => {
			const { clientCa, clientCaKey } = giveClientCa(folder, ca);
			const { code, run, stderr } = await runForReport([
				...[url, '--cacert', cacert, '--client-ca', clientCa, '--client-ca-key', clientCaKey],
				...['--only', 'presence,trust,validity,server-identity'],
				...['--tls', '1.3'],
			]);
			expect(failingIds(run)).to.deep.equal([]);
			expect(run.summary.inconclusive).to.equal(0);
			expect(code, stderr).to.equal(0);
		}));

	it("shows what the document's own certificates lack: the name in subjectAltName", () =>
		showing(nameInSubjectOnly(ca), async (url) => {
			const client = ca.issue({ ...withoutExtensions, ...commonName('my-client') });
			writePair(folder, client, ['client.crt', 'client.key']);
			const run = await runHere(url, {
				cacert,
				cert: folder.path('client.crt'),
				key: folder.path('client.key'),
				only: ['server-identity', 'presence'],
				failOn: 'low',
			});
			expect(findingOf(run, 'control/valid', 'TLSv1.3')).to.include({ verdict: 'accept' });
			expect(findingOf(run, 'server-identity/name', 'TLSv1.3')).to.include({ verdict: 'accept' });
			expect(idsWith(run, 'deviates')).to.deep.equal(['server-identity/subject-alt-name']);
			expect(run.conclusion).to.equal('deviates');
			// Nothing but extKeyUsage tells servers and clients of one CA apart, and here it is absent.
			expect(findingOf(run, 'server-identity/shared-ca', 'TLSv1.3')).to.include({
				verdict: 'accept',
			});
		}));
});

/** Runs the sample with that certificate of its own. */
async function showing(shown: Credential, use: (url: string) => Promise<void>): Promise<void> {
	writePair(folder, shown, ['server.crt', 'server.key']);
	const server = await startSample({
		args: [ofSample('node-https', 'server.js')],
		cwd: folder.path('.'),
	});
	try {
		await use(server.url);
	} finally {
		await server.stop();
	}
}
