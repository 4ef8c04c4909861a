import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import {
	type Manifest,
	type ManifestConnection,
	manifestName,
	parseManifest,
} from '../../fixtures/pki/manifest.ts';
import { holdsPrivateKey } from '../../fixtures/pki/load-key.ts';
import { pemBlocks } from '../../fixtures/pki/pem.ts';
import type { Credential } from '../../fixtures/attempt.ts';
import type { PreparedCredentials } from '../options.ts';
import { UsageError } from '../usage-error.ts';
import { asUsage, readInput } from './read-input.ts';

/**
 * Reads a directory that `pki` wrote. Certificates are taken as they are: most of them are meant to
 * be unsound. @throws UsageError when it is none, expired, or names files outside of itself.
 */
export async function loadPrepared(
	directory: string,
	cwd: string,
	now = new Date(),
): Promise<PreparedCredentials> {
	const label = `--credentials ${directory}`;
	const root = await realpath(resolve(cwd, directory)).catch(() => {
		throw new UsageError(
			`${label}: no such directory`,
			`write it with: mtls-gauntlet pki ${directory}`,
		);
	});
	const manifest = await readManifest(label, directory, root);
	const notAfter = new Date(manifest.notAfter);
	if (notAfter <= now) {
		throw new UsageError(
			`${label}: the credentials in it expired on ${manifest.notAfter.slice(0, 10)}`,
			`run mtls-gauntlet pki ${directory} again where the CA key lives`,
		);
	}
	const byId = new Map<string, readonly (Credential | null)[]>();
	for (const { id, connections } of manifest.variants) {
		const credentials = await Promise.all(
			connections.map((it) => (it === null ? Promise.resolve(null) : readCredential(root, it))),
		);
		byId.set(id, credentials);
	}
	return { byId, notAfter, hasLists: manifest.crl !== undefined };
}

async function readManifest(label: string, directory: string, root: string): Promise<Manifest> {
	const file = await readInput('--credentials', manifestName, root).catch((error: unknown) => {
		throw new UsageError(
			`${label}: no readable ${manifestName} in it`,
			`write the directory with: mtls-gauntlet pki ${directory}`,
			{ cause: error },
		);
	});
	return asUsage(() => parseManifest(file.contents.toString('utf8'), `${label}/${manifestName}`));
}

async function readCredential(root: string, paths: ManifestConnection): Promise<Credential> {
	const certificates = [paths.certificate, ...(paths.chain === null ? [] : [paths.chain])];
	const texts = await Promise.all(certificates.map((path) => readWithin(root, path)));
	const chain = texts.flatMap(({ contents }) =>
		pemBlocks(contents.toString('latin1'), 'CERTIFICATE'),
	);
	const key = await readWithin(root, paths.key);
	if (chain.length === 0)
		throw new UsageError(`--credentials ${paths.certificate}: no certificate`);
	if (!holdsPrivateKey(key)) throw new UsageError(`--credentials ${paths.key}: no private key`);
	return { chain, key: key.contents.toString('latin1') };
}

/** A link in the directory must not lead out of it: what it names would be sent to the target. */
async function readWithin(root: string, path: string): ReturnType<typeof readInput> {
	const real = await realpath(resolve(root, path)).catch(() => null);
	if (real !== null && !real.startsWith(`${root}${sep}`)) {
		throw new UsageError(`--credentials ${path}: leads out of the directory`);
	}
	return readInput('--credentials', path, root);
}
