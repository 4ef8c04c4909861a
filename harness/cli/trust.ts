import { X509Certificate } from 'node:crypto';
import { access } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import { loadCertificates } from '../../fixtures/pki/load-certificates.ts';
import { pemBlocks } from '../../fixtures/pki/pem.ts';
import type { Trust } from '../options.ts';
import { UsageError } from '../usage-error.ts';
import type { Environment } from './environment.ts';
import { asUsage, readInput } from './read-input.ts';

export interface TrustOptions {
	/** `--cacert`. */
	readonly cacert: string | null;
	readonly env: Environment;
	readonly cwd: string;
	/** Files where platforms keep their trust anchors, in the order to look. */
	readonly bundles?: readonly string[];
}

/**
 * The trust anchors for the target's own certificate: what the user names, else what OpenSSL would
 * use, else the platform's bundle, else Node's. @throws UsageError when a named file holds none.
 */
export async function loadTrust(options: TrustOptions): Promise<Trust> {
	const { cacert, env, cwd, bundles = platformBundles } = options;
	if (cacert !== null) {
		const file = await readInput('--cacert', cacert, cwd);
		return { anchors: await asUsage(() => loadCertificates(file)), source: cacert };
	}
	const named = env['SSL_CERT_FILE'];
	if (named !== undefined && named !== '') {
		const anchors = await readBundle('SSL_CERT_FILE', named, cwd);
		if (anchors.length === 0) throw new UsageError(`SSL_CERT_FILE ${named}: no certificate in it`);
		return { anchors, source: `${named} (SSL_CERT_FILE)` };
	}
	for (const bundle of bundles) {
		if (!(await isReadable(bundle))) continue;
		const anchors = await readBundle('trust store', bundle, cwd);
		if (anchors.length > 0) return { anchors, source: bundle };
	}
	return { anchors: readable(rootCertificates.join('\n')), source: "Node's own trust anchors" };
}

async function readBundle(label: string, path: string, cwd: string): Promise<readonly Buffer[]> {
	return readable((await readInput(label, path, cwd)).contents.toString('latin1'));
}

/** A bundle of the system may hold an anchor that this OpenSSL cannot read: the others still count. */
function readable(pem: string): readonly Buffer[] {
	return pemBlocks(pem, 'CERTIFICATE').filter((der) => {
		try {
			return new X509Certificate(der).raw.length > 0;
		} catch {
			return false;
		}
	});
}

async function isReadable(path: string): Promise<boolean> {
	return access(path).then(
		() => true,
		() => false,
	);
}

const platformBundles = [
	'/etc/ssl/certs/ca-certificates.crt', // Debian, Ubuntu, Arch, Alpine
	'/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', // Fedora, RHEL
	'/etc/pki/tls/certs/ca-bundle.crt', // RHEL before 7
	'/etc/ssl/ca-bundle.pem', // SUSE
	'/etc/ssl/cert.pem', // Alpine, macOS, the BSDs
];
