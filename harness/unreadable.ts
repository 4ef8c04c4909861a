import { X509Certificate } from 'node:crypto';
import type { Attempt } from '../fixtures/variant.ts';
import type { Observation } from './observation.ts';
import { notTested, type Verdict } from './verdict.ts';

/**
 * What became of an attempt that our own side did not carry out, because the runtime's OpenSSL does
 * not read a certificate of it: versions differ (a UTCTime without seconds: 3.0 does, 3.5 does not).
 * `null` for all others.
 */
export function unreadable(attempt: Attempt, { connections }: Observation): Verdict | null {
	if (connections.at(-1)?.ending !== 'local') return null;
	const certificates = attempt.flatMap(({ credential }) => credential?.chain ?? []);
	return certificates.every(isReadable)
		? null
		: notTested(
				`OpenSSL ${process.versions.openssl} of this Node does not present such a certificate`,
			);
}

function isReadable(certificate: Buffer): boolean {
	try {
		void new X509Certificate(certificate);
		return true;
	} catch {
		return false;
	}
}
