import { createServerCredential } from '../../fixtures/endpoints/server-credential.ts';
import { createRoot, type Issuer } from '../../fixtures/pki/issuer.ts';
import { createKeyRing, keyPem } from '../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import type { Credential } from '../../fixtures/attempt.ts';
import { temporaryFolder } from '../../test/run-cli.ts';
import { startNginx } from '../../test/servers/nginx.ts';

/** One nginx that both sides of every comparison talk to. */
export interface BenchTarget {
	readonly url: string;
	readonly port: number;
	readonly clientCa: Issuer;
	readonly credential: Credential;
	/** Files for the command lines, by role. */
	readonly files: Readonly<Record<'serverCa' | 'ca' | 'caKey' | 'cert' | 'key', string>>;
	readonly scratch: (name: string) => string;
	stop(): Promise<void>;
}

export async function startBenchTarget(): Promise<BenchTarget> {
	const clientCa = createRoot(createKeyRing());
	const server = createServerCredential();
	const folder = temporaryFolder();
	const ca = certificatesPem([clientCa.certificate]);
	const nginx = await startNginx({
		credential: server,
		clientCa: ca,
		verify: 'on',
		verifyDepth: 3,
	});
	const credential = clientCa.issue();
	return {
		url: nginx.url,
		port: nginx.port,
		clientCa,
		credential,
		files: {
			serverCa: folder.write('server-ca.pem', server.ca),
			ca: folder.write('ca.pem', ca),
			caKey: folder.write('ca.key', keyPem(clientCa.key)),
			cert: folder.write('cert.pem', certificatesPem(credential.chain)),
			key: folder.write('key.pem', credential.key),
		},
		scratch: (name) => folder.path(name),
		async stop() {
			await nginx.stop();
			folder.remove();
		},
	};
}
