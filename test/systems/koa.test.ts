/** Row 5: Koa on https with rejectUnauthorized, and a root as `openssl x509 -req -signkey` makes it. */
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { issueToServer } from '../../fixtures/endpoints/server-credential.ts';
import { defaultIdentity } from '../../fixtures/pki/identity.ts';
import { createRoot, type Issuer } from '../../fixtures/pki/issuer.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import type { Run } from '../../harness/finding.ts';
import { findingOf } from '../harness/findings-of.ts';
import { failingIds, temporaryFolder } from '../run-cli.ts';
import {
	commonName,
	giveClientCa,
	keys,
	nameInSubjectOnly,
	withoutExtensions,
	writePair,
} from './document-pki.ts';
import { type GivenOptions, runHere } from './run-here.ts';
import { ofSample, startSample } from './start-sample.ts';

const folder = temporaryFolder();
after(() => folder.remove());

describe('system 5: Koa on https', () => {
	it('is green', async () => {
		const root = createRoot(keys);
		writePair(folder, issueToServer(root), ['server.crt', 'server.key']);
		const run = await against(root, { only: ['presence', 'trust', 'validity', 'resumption'] });
		expect(failingIds(run)).to.deep.equal([]);
		expect(run.conclusion).to.equal('conforms');
	});

	it("is as sound under the document's root of version 1, and shows what that and its own certificate lack", async () => {
		// Neither basicConstraints nor keyUsage: path validation asks none of an anchor (RFC 5280 §6.1.1).
		const root = createRoot(keys, defaultIdentity, { ...withoutExtensions, ...commonName('root') });
		writePair(folder, nameInSubjectOnly(root), ['server.crt', 'server.key']);
		const run = await against(root, {
			only: ['presence', 'trust', 'path/*v1*', 'path/*as-ca', 'server-identity'],
			failOn: 'low',
		});
		expect(findingOf(run, 'server-identity/trusted')).to.include({ verdict: 'accept' });
		// As a trust anchor only: nobody may be a CA by that version who is none.
		expect(findingOf(run, 'path/v1-intermediate')).to.include({ verdict: 'reject' });
		expect(findingOf(run, 'path/bare-end-entity-as-ca')).to.include({ verdict: 'reject' });
		expect(failingIds(run)).to.have.members([
			'server-identity/subject-alt-name',
			'server-identity/ca-basic-constraints',
		]);
		const bare = findingOf(run, 'server-identity/ca-basic-constraints');
		expect(bare).to.include({ verdict: 'reject', code: 'INVALID_CA' });
		expect(bare.message).to.contain('CN=root, the trust anchor, has no basicConstraints');
	});
});

/** Runs against the sample with that root above both sides. */
async function against(root: Issuer, options: GivenOptions): Promise<Run> {
	const cacert = folder.write('root-ca.crt', certificatesPem([root.certificate]));
	const server = await startSample({ args: [ofSample('koa', 'server.js')], cwd: folder.path('.') });
	try {
		const given = { cacert, ...giveClientCa(folder, root), tls: ['1.3'] };
		return await runHere(server.url, { ...given, ...options });
	} finally {
		await server.stop();
	}
}
