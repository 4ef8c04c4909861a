/** What a user has in files: the CA of the tests' servers, and a CA that they trust. */
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { keyPem } from '../../fixtures/pki/key-ring.ts';
import { clientRoot, serverCredential } from '../harness/lab.ts';
import type { TemporaryFolder } from '../run-cli.ts';

export interface GivenFiles {
	readonly cacert: string;
	readonly clientCa: string;
	readonly clientCaKey: string;
	readonly cert: string;
	readonly key: string;
	/** `--cacert`, `--client-ca` and `--client-ca-key`. */
	readonly caFlags: readonly string[];
}

/** The TLS side of the real servers that the CLI is run against. */
export const trustingTls = {
	credential: serverCredential,
	clientCa: certificatesPem([clientRoot.certificate]),
};

/** Writes them into a folder of the test. */
export function writeGivenFiles(folder: TemporaryFolder): GivenFiles {
	const credential = clientRoot.issue();
	const files = {
		cacert: folder.write('server-ca.pem', serverCredential.ca),
		clientCa: folder.write('client-ca.pem', trustingTls.clientCa),
		clientCaKey: folder.write('client-ca.key', keyPem(clientRoot.key)),
		cert: folder.write('client.pem', certificatesPem(credential.chain)),
		key: folder.write('client.key', credential.key),
	};
	const caFlags = ['--cacert', files.cacert, '--client-ca', files.clientCa];
	return { ...files, caFlags: [...caFlags, '--client-ca-key', files.clientCaKey] };
}
