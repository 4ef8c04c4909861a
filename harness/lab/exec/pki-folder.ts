/** The PKI of a lab as files, for servers that are told where they are. */
import { createPrivateKey, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pemBlocks } from '../../../fixtures/pki/pem.ts';
import { writePkcs12 } from '../../../fixtures/pki/write-pkcs12.ts';
import type { LabAuthorities, LabAuthority, LabServerPair } from '../authorities.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

/** Absolute paths; the names below the folder are always the same. Keys and stores are 0600. */
export interface PkiFolder {
	/** The CA whose clients are to be let in. */
	readonly authority: LabAuthority;
	/** DER of the certificates that the server may show. */
	readonly ownCertificates: readonly Buffer[];
	/** What a command is told, by the names of placeholders: `server-ca` is `MTLS_LAB_SERVER_CA`. */
	readonly told: ReadonlyMap<string, string>;
}

/** Writes everything below the folder `pki` of the sandbox. */
export async function writePkiFolder(
	sandbox: Sandbox,
	authorities: LabAuthorities,
): Promise<PkiFolder> {
	const authority = authorities.of('the CA of the lab');
	const [ecdsa, rsa] = await Promise.all([
		authorities.server([], 'ecdsa'),
		authorities.server([], 'rsa'),
	]);
	const write = (name: string, contents: string | Buffer): string =>
		sandbox.write(join('pki', name), contents);
	// Stores may be copied elsewhere, but this pass is of one run.
	const pass = randomBytes(12).toString('hex');
	return {
		authority,
		ownCertificates: [ecdsa, rsa].flatMap(({ cert }) => pemBlocks(cert, 'CERTIFICATE').slice(0, 1)),
		told: new Map([
			['dir', sandbox.makeFolder('pki')],
			['ca', write('ca.pem', authority.pem)],
			['crl', write('crl.pem', authority.lists())],
			['cert', write('server.pem', ecdsa.cert)],
			['key', write('server.key', ecdsa.key)],
			['rsa-cert', write('server-rsa.pem', rsa.cert)],
			['rsa-key', write('server-rsa.key', rsa.key)],
			['server-ca', write('server-ca.pem', authorities.serverRoot)],
			['keystore', write('keystore.p12', keyStore(ecdsa, pass))],
			['truststore', write('truststore.p12', trustStore(authority, pass))],
			['storepass', pass],
		]),
	};
}

function keyStore({ cert, key }: LabServerPair, pass: string): Buffer {
	const chain = pemBlocks(cert, 'CERTIFICATE');
	return writePkcs12({ kind: 'credential', chain, key: createPrivateKey(key) }, pass, 'server');
}

function trustStore({ pem }: LabAuthority, pass: string): Buffer {
	const certificates = pemBlocks(pem, 'CERTIFICATE');
	return writePkcs12({ kind: 'trust', certificates }, pass, 'ca');
}
