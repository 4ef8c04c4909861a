import { createServerRoot, issueToServer } from '../../fixtures/endpoints/server-credential.ts';
import type { BenchLab } from '../../fixtures/endpoints/mutants/mutant.ts';
import { createCrlBundle } from '../../fixtures/pki/crl-bundle.ts';
import { deriveFrom } from '../../fixtures/pki/derived.ts';
import { defaultIdentity, parseIdentity } from '../../fixtures/pki/identity.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { createKeyRing, keyPem, type KeyRing } from '../../fixtures/pki/key-ring.ts';
import { certificatesPem, revocationListsPem } from '../../fixtures/pki/pem.ts';
import { hoursFrom } from '../../fixtures/pki/template.ts';
import type { RunOptions } from '../../harness/options.ts';
import { readTranscript } from '../../harness/wire/transcript.ts';
import { runOptions } from '../../test/harness/lab.ts';

/** The PKI of the bench, and how its systems are asked. */
export interface Bench extends BenchLab {
	readonly keys: KeyRing;
	readonly options: (port: number, different: Partial<RunOptions>) => RunOptions;
}

/** Makes the PKI: a name of every form, so that every variant of the identity family can be built. */
export function createBench(): Bench {
	const keys = createKeyRing();
	const serverRoot = createServerRoot(keys);
	const bareRoot = createRoot(keys, defaultIdentity, { version: 1 });
	const clientRoot = createRoot(keys);
	const otherRoot = createRoot(keys);
	const identity = parseIdentity([
		'dn:CN=client,OU=clients,O=mtls-gauntlet',
		'dns:client.mtls-gauntlet.test',
		'uri:spiffe://trust.mtls-gauntlet.test/client',
		'email:client@mail.mtls-gauntlet.test',
	]);
	const { chain, key } = issueToServer(serverRoot);
	const cert = certificatesPem(chain);
	const lists = createCrlBundle(clientRoot, deriveFrom(clientRoot.key), hoursFrom(Date.now(), 24));
	const verifyDepth = 4;
	return {
		keys,
		server: { key, cert, ca: certificatesPem([serverRoot.certificate]) },
		serverRoot,
		bareRoot,
		clientRoot,
		otherRoot,
		identity,
		verifyDepth,
		crl: revocationListsPem([lists.ofCa, ...lists.ofIntermediates]),
		readChain: (recorded) =>
			readTranscript({ ...recorded, readsApplication: false }).clientCertificates,
		options: (port, different) =>
			runOptions(port, {
				materials: {
					valid: null,
					clientCa: { certificates: [clientRoot.certificate], key: keyPem(clientRoot.key) },
					prepared: null,
					refused: [{ name: 'other.pem', credential: otherRoot.issue({ ...identity }) }],
					identity,
				},
				trust: { anchors: [bareRoot.certificate, serverRoot.certificate], source: 'the bench' },
				verifyDepth,
				...different,
			}),
	};
}
