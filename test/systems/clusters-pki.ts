/** Two clusters, each with a CA of its own under one offline root, in the files of the sample. */
import { cpSync, mkdirSync } from 'node:fs';
import { issueToServer } from '../../fixtures/endpoints/server-credential.ts';
import { distinguishedName } from '../../fixtures/pki/distinguished-name.ts';
import { defaultIdentity } from '../../fixtures/pki/identity.ts';
import { createRoot, type Issuer } from '../../fixtures/pki/issuer.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { type TemporaryFolder, temporaryFolder } from '../run-cli.ts';
import {
	commonName,
	keys,
	lastCa,
	nameInSubjectOnly,
	withoutExtensions,
	writePair,
} from './document-pki.ts';
import { ofSample } from './start-sample.ts';

export interface Clusters {
	/** A copy of the sample with its certificates and keys. */
	readonly folder: TemporaryFolder;
	readonly root: Issuer;
	/** The CA of cluster 2. */
	readonly second: Issuer;
}

/**
 * Makes the PKI and writes it as the document does: each service has its own certificate alone in
 * `cert.pem`, and the CAs above it in the `chain.pem` of its cluster, whom it also believes.
 * `orders`: what the order service shows.
 */
export function createClusters(orders: 'sound' | 'as documented' = 'sound'): Clusters {
	const folder = temporaryFolder();
	cpSync(ofSample('two-clusters'), folder.path('.'), { recursive: true });
	const root = createRoot(keys, defaultIdentity, {
		subject: distinguishedName(['O', 'example Inc.'], ['CN', 'example.com']),
	});
	const [first, second] = [clusterCa(root, 'cluster1'), clusterCa(root, 'cluster2')];
	folder.write('root.pem', certificatesPem([root.certificate]));
	writeChain(folder, 'cluster-1-ca', [first, root]);
	writeChain(folder, 'cluster-2-ca', [second, root]);

	const shown = orders === 'sound' ? issueToServer(first) : nameInSubjectOnly(first);
	folder.write('order-service/chain.pem', certificatesPem(shown.chain));
	writePair(folder, { ...shown, chain: shown.chain.slice(0, 1) }, [
		'order-service/cert.pem',
		'order-service/key.pem',
	]);
	const warehouse = second.issue(warehouseTemplate);
	folder.write('warehouse-service/chain.pem', certificatesPem(warehouse.chain));
	writePair(folder, { ...warehouse, chain: warehouse.chain.slice(0, 1) }, [
		'warehouse-service/cert.pem',
		'warehouse-service/key.pem',
	]);
	return { folder, root, second };
}

/** A CA under a root that nobody knows, and a certificate of the warehouse from there. */
export function addWrongCa({ folder }: Clusters): void {
	const root = createRoot(keys, defaultIdentity, {
		subject: distinguishedName(['O', 'another inc.']),
	});
	const wrong = clusterCa(root, 'cluster3');
	writeChain(folder, 'wrong-ca', [wrong, root]);
	const { chain } = wrong.issue(warehouseTemplate);
	folder.write('warehouse-service/cert-wrong-ca.pem', certificatesPem(chain.slice(0, 1)));
	folder.write(
		'warehouse-service/chain-wrong-ca.pem',
		certificatesPem([...chain, root.certificate]),
	);
}

function clusterCa(root: Issuer, cluster: string): Issuer {
	return root.subordinate({
		...lastCa,
		subject: distinguishedName(['CN', 'Intermediate CA'], ['L', cluster]),
		keyUsage: ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'keyCertSign'],
	});
}

function writeChain(folder: TemporaryFolder, name: string, cas: readonly Issuer[]): void {
	mkdirSync(folder.path(name));
	folder.write(`${name}/chain.pem`, certificatesPem(cas.map((it) => it.certificate)));
}

/** One key, so that the wrong certificate differs in nothing but who signed it. */
const warehouseTemplate = {
	...withoutExtensions,
	...commonName('WarehouseService'),
	key: keys.ec(),
};
