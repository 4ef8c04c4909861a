import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerCredential } from '../../fixtures/endpoints/server-credential.ts';

/** What every server needs to show itself and to judge clients. */
export interface ServerTls {
	readonly credential: ServerCredential;
	/** PEM of the CAs whose clients may come in. */
	readonly clientCa: string;
	/** PEM of a CA that should not be trusted, but is: the mistake of one CA too many. */
	readonly extraCa?: string;
	/** PEM of the revocation lists that clients are to be checked against. */
	readonly crl?: string;
}

export interface TlsFiles {
	readonly key: string;
	readonly certificate: string;
	/** Certificate and key in one file, as HAProxy wants them. */
	readonly combined: string;
	readonly clientCa: string;
	/** `null` where revocation is not checked. */
	readonly crl: string | null;
}

/** Writes the PEM files into the folder of a server; keys are readable by the owner only. */
export function writeTlsFiles(folder: string, tls: ServerTls): TlsFiles {
	const write = (name: string, text: string): string => {
		const path = join(folder, name);
		writeFileSync(path, text, { mode: 0o600 });
		return path;
	};
	const { key, cert } = tls.credential;
	return {
		key: write('server.key', key),
		certificate: write('server.pem', cert),
		combined: write('combined.pem', cert + key),
		clientCa: write('client-ca.pem', tls.clientCa + (tls.extraCa ?? '')),
		crl: tls.crl === undefined ? null : write('crl.pem', tls.crl),
	};
}
