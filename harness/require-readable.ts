import { X509Certificate } from 'node:crypto';
import { CannotBuild } from '../fixtures/cannot-build.ts';
import type { Attempt } from '../fixtures/variant.ts';

/**
 * The attempt, where the runtime's own OpenSSL reads the certificates that it is to present: versions
 * differ in what they read (a UTCTime without seconds: 3.0 does, 3.5 does not).
 * @throws CannotBuild where it does not.
 */
export function requireReadable(attempt: Attempt): Attempt {
	for (const { credential } of attempt) {
		for (const certificate of credential?.chain ?? []) {
			if (!isReadable(certificate)) throw new CannotBuild(unreadable);
		}
	}
	return attempt;
}

function isReadable(certificate: Buffer): boolean {
	try {
		void new X509Certificate(certificate);
		return true;
	} catch {
		return false;
	}
}

const unreadable = `OpenSSL ${process.versions.openssl} of this Node does not present such a certificate`;
