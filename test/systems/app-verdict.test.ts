/** Row 4: a Node server that answers everybody 200 and says in the body whether the client was good. */
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { createServerCredential } from '../../fixtures/endpoints/server-credential.ts';
import { defaultIdentity } from '../../fixtures/pki/identity.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import type { Run } from '../../harness/finding.ts';
import { findingOf } from '../harness/findings-of.ts';
import { failingIds, temporaryFolder } from '../run-cli.ts';
import { commonName, giveClientCa, keys, writePair } from './document-pki.ts';
import { type GivenOptions, runHere } from './run-here.ts';
import { ofSample, startSample } from './start-sample.ts';

const folder = temporaryFolder();
after(() => folder.remove());

// Two roots, so that nobody is let in by accident.
const shown = createServerCredential();
const alternateRoot = createRoot(keys, defaultIdentity, commonName('alternate root'));
folder.write('localhost-server-cert.pem', shown.cert);
folder.write('localhost-server-key.pem', shown.key);
const rootCa = folder.write('alternate-root.pem', certificatesPem([alternateRoot.certificate]));
writePair(folder, alternateRoot.subordinate().issue(commonName('localhost client')), [
	'localhost-client-chain.pem',
	'localhost-client-key.pem',
]);
const cacert = folder.write('server-root.pem', shown.ca);
const clientCa = giveClientCa(folder, alternateRoot);
const rules = { acceptIf: ['json:mTLSValid=true'], reasonFrom: ['json:reason'] };

describe('system 4: Node leaves the verdict to the application', () => {
	it('is sound with the extra root CA, but for the session of somebody without a certificate', async () => {
		const run = await against(['--root-ca', rootCa], {
			...{ ...clientCa, ...rules },
			only: ['presence', 'trust', 'validity', 'resumption'],
		});
		// nodejs/node#64584
		const isFooled = Number(process.versions.node.split('.')[0]) < 24;
		expect(failingIds(run)).to.deep.equal(isFooled ? ['resumption/anonymous-session'] : []);
		expect(run.conclusion).to.equal(isFooled ? 'deviates' : 'conforms');
		expect(run.summary.inconclusive).to.equal(0);
		expect(findingOf(run, 'presence/no-certificate')).to.include({
			status: 200,
			verdict: 'reject',
			reason: 'UNABLE_TO_GET_ISSUER_CERT',
		});
		expect(findingOf(run, 'trust/wrong-root-sent')).to.include({
			reason: 'SELF_SIGNED_CERT_IN_CHAIN',
		});
	});

	it('is open where nobody reads the body: everybody is answered 200', async () => {
		const run = await against(['--root-ca', rootCa], {
			...{ ...clientCa, only: ['presence', 'trust/wrong-root'] },
		});
		expect(failingIds(run)).to.deep.equal(['presence/no-certificate', 'trust/wrong-root']);
	});

	it('refuses the valid client too without the extra root CA, and the run says why', async () => {
		const run = await against([], {
			...rules,
			cert: folder.path('localhost-client-chain.pem'),
			key: folder.path('localhost-client-key.pem'),
			only: ['presence'],
		});
		expect(run.conclusion).to.equal('inconclusive');
		expect(findingOf(run, 'control/valid')).to.include({
			status: 200,
			reason: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
			message: 'control/valid was refused with HTTP 200, so no rejection means anything',
		});
		expect(run.hints.join('\n')).to.contain('--client-ca is what the target trusts');
	});
});

/** Runs against the sample, started with these arguments. */
async function against(args: readonly string[], options: GivenOptions): Promise<Run> {
	const server = await startSample({
		args: ['--import', import.meta.resolve('tsx'), ofSample('app-verdict', 'server.ts'), ...args],
		cwd: folder.path('.'),
	});
	try {
		return await runHere(server.url, { ...options, cacert, tls: ['1.3'] });
	} finally {
		await server.stop();
	}
}
