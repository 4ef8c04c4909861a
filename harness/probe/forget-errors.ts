import { X509Certificate } from 'node:crypto';

/**
 * To be called with each line of the `keylog` event. While OpenSSL writes our Certificate message it
 * looks into the key of every certificate, and one that it cannot read leaves an error behind, with
 * which it then takes the next read for failed. The line below comes in between, and whatever reads
 * a certificate in Node 20 to 26 leaves the errors of the thread forgotten.
 */
export function forgetErrors(keylogLine: string): void {
	if (!afterCertificate.test(keylogLine)) return;
	try {
		void new X509Certificate(noCertificate);
	} catch {
		// There is no certificate in it.
	}
}

/** The first secret that is made once our Certificate message is written: of TLS 1.2, and of 1.3. */
const afterCertificate = /^(?:CLIENT_RANDOM|CLIENT_TRAFFIC_SECRET_0) /u;

const noCertificate = Buffer.alloc(1);
