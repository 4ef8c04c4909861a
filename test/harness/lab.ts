/** What the tests of runs share: a server credential, a client CA, and options to run with. */
import { createServerCredential } from '../../fixtures/endpoints/server-credential.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { createKeyRing, keyPem } from '../../fixtures/pki/key-ring.ts';
import { certificatesPem, pemBlocks } from '../../fixtures/pki/pem.ts';
import type { Run } from '../../harness/finding.ts';
import type { GivenMaterials, RunOptions } from '../../harness/options.ts';
import { startRun } from '../../harness/run.ts';

export const keys = createKeyRing();
export const serverCredential = createServerCredential();
export const clientRoot = createRoot(keys);

/** The TLS side of a server that trusts `clientRoot`. */
export const serverTls = {
	key: serverCredential.key,
	cert: serverCredential.cert,
	ca: certificatesPem([clientRoot.certificate]),
};

export const noMaterials: GivenMaterials = {
	valid: null,
	clientCa: null,
	prepared: null,
	refused: [],
	identity: null,
};

/** The CA that the servers of the tests trust. */
export const withClientCa: GivenMaterials = {
	...noMaterials,
	clientCa: { certificates: [clientRoot.certificate], key: keyPem(clientRoot.key) },
};

/** Options of a run against a server on loopback, with its CA unless told otherwise. */
export function runOptions(port: number, different: Partial<RunOptions> = {}): RunOptions {
	return {
		target: {
			url: `https://localhost:${port}/`,
			host: 'localhost',
			port,
			connectTo: { host: '127.0.0.1', port },
			servername: 'localhost',
		},
		materials: withClientCa,
		trust: { anchors: pemBlocks(serverCredential.ca, 'CERTIFICATE'), source: 'the tests' },
		method: 'GET',
		paths: ['/'],
		openPaths: [],
		vhosts: [],
		listeners: [],
		headers: [],
		tls: null,
		revocation: null,
		verifyDepth: null,
		ocspAddress: null,
		profile: 'default',
		only: [],
		skip: [],
		own: [],
		failOn: 'medium',
		strictAlerts: false,
		acceptIf: [],
		rejectIf: [],
		reasonFrom: [],
		markers: [],
		concurrency: null,
		rate: null,
		waitMs: null,
		timeoutMs: 10_000,
		deadlineMs: null,
		mayTest: { kind: 'loopback' },
		reproduceFrom: null,
		...different,
	};
}

/** A whole run in this process. */
export async function runAgainst(
	port: number,
	different: Partial<RunOptions> = {},
	signal = new AbortController().signal,
): Promise<Run> {
	const { run } = await startRun(runOptions(port, different), signal);
	return run;
}
