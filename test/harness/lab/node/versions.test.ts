/** The preload rests on internals of Node in two places: each supported version has them. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { command, impatient, isRegistryOut } from '../../../packed.ts';
import { issuerOf, nodeLab, soundClient, strangeClient } from './node-lab.ts';

const script = `import { readFileSync } from 'node:fs';
	import { createServer } from 'node:https';
	import { createSecureContext } from 'node:tls';
	const own: Record<string, unknown> = {
		key: readFileSync('server.key'),
		cert: readFileSync('server.crt'),
		ca: readFileSync('ca.crt'),
		requestCert: true,
	};
	const other = createSecureContext({ ...own, ca: readFileSync('other-ca.crt') });
	createServer({ ...own, SNICallback: (name, done) => done(null, name === 'other.example' ? other : undefined) },
		(_, response) => response.end('hello')).listen(8443);
`;

describe('lab node with other versions of Node', () => {
	// The npm package `node` brings them.
	for (const version of ['22', '24', '26']) {
		it(`Node ${version} runs TypeScript itself, and says why it refuses`, async function runs() {
			this.timeout(120_000);
			const npx = ['--yes', ...impatient, '--package', `node@${version}`, '--'];
			let binary: string;
			try {
				const print = ['node', '-p', 'process.execPath'];
				binary = (await command('npx', [...npx, ...print], '/')).stdout.trim();
			} catch (error) {
				if (!isRegistryOut(error)) throw error;
				return this.skip();
			}
			const it = await nodeLab({ files: { 'server.mts': script }, binary, hasModules: false });
			try {
				const { server, ask } = it;
				const credential = soundClient(server);
				const hour = 3_600_000;
				const past = {
					notBefore: new Date(Date.now() - 2 * hour),
					notAfter: new Date(Date.now() - hour),
				};
				expect(await ask({ credential })).to.deep.equal({ status: 200, body: 'hello' });
				await ask({ credential: strangeClient() });
				await ask({ credential: issuerOf(server).issue({ validity: past }) });
				await ask({ credential: null });
				expect(await ask({ credential, servername: 'other.example' })).to.have.property('refused');
				expect(await it.reasons()).to.deep.equal([
					'authorized: O=mtls-gauntlet, CN=client',
					'SELF_SIGNED_CERT_IN_CHAIN',
					'CERT_HAS_EXPIRED',
					'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE',
					'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
				]);
			} finally {
				await it.close();
			}
		});
	}
});
