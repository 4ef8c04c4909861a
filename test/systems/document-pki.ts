/** What the commands of tutorials make, without OpenSSL: for tests of what such a PKI leads to. */
import type { KeyObject } from 'node:crypto';
import type { Credential } from '../../fixtures/attempt.ts';
import { issueToServer } from '../../fixtures/endpoints/server-credential.ts';
import { distinguishedName } from '../../fixtures/pki/distinguished-name.ts';
import type { Issuer } from '../../fixtures/pki/issuer.ts';
import { createKeyRing, keyPem } from '../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import type { CertificateTemplate } from '../../fixtures/pki/template.ts';
import type { TemporaryFolder } from '../run-cli.ts';

export const keys = createKeyRing();

/**
 * `openssl x509 -req` without an extension file (OpenSSL 3.0): version 1, so that neither names nor
 * uses nor constraints can be said.
 */
export const withoutExtensions: CertificateTemplate = { version: 1 };

/** `basicConstraints = critical, CA:true, pathlen:0`: it issues to end entities only. */
export const lastCa: CertificateTemplate = {
	basicConstraints: { cA: true, pathLenConstraint: 0 },
};

/** A subject of one part, as `-subj /CN=…` makes it. */
export function commonName(name: string): Pick<CertificateTemplate, 'subject'> {
	return { subject: distinguishedName(['CN', name]) };
}

/** What `-req … -CA` without extensions makes for `CN=localhost`: there is no subjectAltName. */
export function nameInSubjectOnly(issuer: Issuer): Credential {
	return issueToServer(issuer, { ...withoutExtensions, ...commonName('localhost') });
}

/** Writes a credential into two files; only its owner may read them. */
export function writePair(
	folder: TemporaryFolder,
	{ chain, key }: Credential,
	[certificate, keyFile]: readonly [string, string],
): void {
	folder.write(certificate, certificatesPem(chain));
	folder.write(keyFile, key);
}

/** Options that give a run the CA of the clients, its issuers behind it, in files. */
export function giveClientCa(
	folder: TemporaryFolder,
	{ certificate, key }: Issuer,
	...above: readonly Issuer[]
): { readonly clientCa: string; readonly clientCaKey: string } {
	const chain = [certificate, ...above.map((it) => it.certificate)];
	return {
		clientCa: folder.write('test-client-ca.pem', certificatesPem(chain)),
		clientCaKey: folder.write('test-client-ca.key', keyPem(key)),
	};
}

/** The key as `openssl genpkey -aes-256-cbc` writes it. */
export function encryptedKey(key: KeyObject, passphrase: string): string {
	return key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();
}
