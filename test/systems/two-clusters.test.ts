/** Row 2: services of two clusters, each under an intermediate of its own of one offline root. */
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { findingOf, idsWith } from '../harness/findings-of.ts';
import { failingIds } from '../run-cli.ts';
import { createClusters } from './clusters-pki.ts';
import { giveClientCa } from './document-pki.ts';
import { runHere } from './run-here.ts';
import { askWarehouse, withOrders } from './with-orders.ts';

describe('system 2: two clusters under two intermediates of one root', () => {
	const clusters = createClusters();
	const documented = createClusters('as documented');
	const cacert = clusters.folder.path('root.pem');
	after(() => {
		clusters.folder.remove();
		documented.folder.remove();
	});

	it('lets the warehouse of the other cluster in, by the chain that it completes itself', () =>
		withOrders(clusters, async ({ url, line }) => {
			expect(await askWarehouse(clusters, url)).to.match(/^200 .*"lamp"/u);
			// Node completes what it sends from `ca`. Without the intermediate there it goes alone.
			const alone = await askWarehouse(clusters, url, { CA: '../root.pem' });
			expect(alone).to.equal('failed: ECONNRESET\n');
			const refusal = await line(/refused: .*(?=\n)/u);
			expect(refusal).to.equal('refused: UNABLE_TO_VERIFY_LEAF_SIGNATURE');
		}));

	it('is green, with the root as CA and with that of the other cluster', () =>
		withOrders(clusters, async ({ url }) => {
			const { folder, root, second } = clusters;
			const byRoot = await runHere(url, {
				...{ cacert, ...giveClientCa(folder, root), tls: ['1.3'] },
				only: ['presence', 'trust', 'path'],
			});
			expect(failingIds(byRoot)).to.deep.equal([]);
			expect(byRoot.conclusion).to.equal('conforms');
			for (const id of ['path/missing-intermediate', 'path/pathlen-violation']) {
				expect(findingOf(byRoot, id), id).to.include({ verdict: 'reject', outcome: 'conforms' });
			}
			const byCluster = await runHere(url, {
				...{ cacert, ...giveClientCa(folder, second, root), tls: ['1.3'] },
				only: ['presence', 'trust', 'validity', 'path/pathlen-violation'],
			});
			expect(failingIds(byCluster)).to.deep.equal([]);
			expect(byCluster.conclusion).to.equal('conforms');
			expect(findingOf(byCluster, 'path/pathlen-violation')).to.include({
				outcome: 'skipped',
				message: "the CA's own pathLenConstraint leaves room for 0 intermediates",
			});
		}));

	it("shows what the document's certificates lack: names, and what they are for", () =>
		withOrders(documented, async ({ url }) => {
			const { folder } = documented;
			const run = await runHere(url, {
				cacert: folder.path('root.pem'),
				cert: folder.path('warehouse-service/chain.pem'),
				key: folder.path('warehouse-service/key.pem'),
				refusedCert: [folder.path('order-service/chain.pem')],
				refusedKey: [folder.path('order-service/key.pem')],
				only: ['server-identity', 'presence', 'trust/refused-credential'],
				tls: ['1.3'],
			});
			expect(idsWith(run, 'deviates')).to.have.members([
				'server-identity/subject-alt-name',
				// The order service's own certificate logs in as a client: nothing says that it must not.
				'trust/refused-credential',
			]);
			expect(failingIds(run)).to.deep.equal(['trust/refused-credential']);
			// The server's certificate stands alone in its file: Node sends the rest from `ca`.
			expect(findingOf(run, 'server-identity/complete-chain')).to.include({ verdict: 'accept' });
			expect(run.conclusion).to.equal('deviates');
		}));
});
