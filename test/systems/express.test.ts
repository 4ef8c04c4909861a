/** Row 6: Express on https, its key encrypted on disk. */
import { mkdirSync } from 'node:fs';
import { createPrivateKey } from 'node:crypto';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { createServerRoot, issueToServer } from '../../fixtures/endpoints/server-credential.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { findingOf, idsWith } from '../harness/findings-of.ts';
import { failingIds, temporaryFolder } from '../run-cli.ts';
import { encryptedKey, giveClientCa, keys } from './document-pki.ts';
import { runHere } from './run-here.ts';
import { ofSample, type RunningSample, startSample } from './start-sample.ts';

const folder = temporaryFolder();
after(() => folder.remove());

// One CA for the server, another for clients.
const serverCa = createServerRoot(keys);
const clientCa = createRoot(keys);
const shown = issueToServer(serverCa);
mkdirSync(folder.path('certificates'));
folder.write('certificates/server-cert.pem', certificatesPem(shown.chain));
folder.write('certificates/server-key.pem', encryptedKey(createPrivateKey(shown.key), 'opens it'));
folder.write('certificates/client-ca.pem', certificatesPem([clientCa.certificate]));
const given = {
	cacert: folder.write('server-ca.pem', certificatesPem([serverCa.certificate])),
	...giveClientCa(folder, clientCa),
	path: ['/greet/mtls'],
	tls: ['1.3'],
};

describe('system 6: Express on https with a passphrase', () => {
	it('is green', () =>
		running('server.js', {}, async ({ url }) => {
			const only = ['presence', 'trust', 'validity', 'route', 'server-identity'];
			const run = await runHere(url, { ...given, only });
			expect(failingIds(run)).to.deep.equal([]);
			expect(run.conclusion).to.equal('conforms');
			expect(findingOf(run, 'server-identity/shared-ca')).to.include({ verdict: 'reject' });
		}));

	it('is open at its other port, which speaks plain HTTP', () =>
		running('server.js', { HTTP_PORT: '0' }, async ({ url, line }) => {
			const listener = [await line(/http:\S+(?=\n)/u)];
			const only = ['presence', 'route/plain-http-listener'];
			const run = await runHere(url, { ...given, listener, only });
			expect(failingIds(run)).to.deep.equal(['route/plain-http-listener']);
		}));

	it('is open to everybody as the document starts it, without requestCert', () =>
		running('tls-only.js', {}, async ({ url }) => {
			const run = await runHere(url, { ...given, only: ['presence', 'trust'] });
			expect(failingIds(run)).to.deep.equal(['presence/no-certificate']);
			expect(findingOf(run, 'presence/no-certificate')).to.include({ severity: 'critical' });
			expect(idsWith(run, 'skipped')).to.include('trust/self-signed');
		}));
});

async function running(
	program: string,
	env: Readonly<Record<string, string>>,
	use: (server: RunningSample) => Promise<void>,
): Promise<void> {
	const server = await startSample({
		args: [ofSample('express', program)],
		cwd: folder.path('.'),
		env: { CERTIFICATES: folder.path('certificates'), KEY_PASSPHRASE: 'opens it', ...env },
	});
	try {
		await use(server);
	} finally {
		await server.stop();
	}
}
