/** Row 3: a certificate of a wrong intermediate of a wrong root, and who says no to whom. */
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import type { Run } from '../../harness/finding.ts';
import { findingOf } from '../harness/findings-of.ts';
import { failingIds } from '../run-cli.ts';
import { addWrongCa, createClusters } from './clusters-pki.ts';
import { runHere } from './run-here.ts';
import { askWarehouse, withOrders } from './with-orders.ts';

describe('system 3: a client of a wrong root at a server of the right one', () => {
	const clusters = createClusters();
	const { folder } = clusters;
	addWrongCa(clusters);
	after(() => folder.remove());

	it('is refused by the server, whose reason stands in its log alone', () =>
		withOrders(clusters, async ({ url, line }) => {
			const client = await askWarehouse(clusters, url, { CERT: 'chain-wrong-ca.pem' });
			expect(client).to.equal('failed: ECONNRESET\n');
			const refusal = await line(/refused: .*(?=\n)/u);
			expect(refusal).to.equal('refused: SELF_SIGNED_CERT_IN_CHAIN');
		}));

	it("reads like that in the document's last step, where the client refuses the server", () =>
		withOrders(clusters, async ({ url }) => {
			const CA = '../wrong-ca/chain.pem';
			const documented = await askWarehouse(clusters, url, { CERT: 'cert-wrong-ca.pem', CA });
			// The same code with the right certificate: it is not about the client's.
			const letIn = await askWarehouse(clusters, url, { CERT: 'chain.pem', CA });
			expect([documented, letIn]).to.deep.equal([
				'failed: SELF_SIGNED_CERT_IN_CHAIN\n',
				'failed: SELF_SIGNED_CERT_IN_CHAIN\n',
			]);
		}));

	it('is told apart by the harness', () =>
		withOrders(clusters, async ({ url }) => {
			const right = await ask(url, 'root.pem');
			const wrong = await ask(url, 'wrong-ca/chain.pem');
			// The server refuses the client whomever that believes.
			for (const run of [right, wrong]) {
				expect(findingOf(run, 'trust/refused-credential')).to.include({
					verdict: 'reject',
					outcome: 'conforms',
					layer: 'tcp',
				});
			}
			expect(findingOf(right, 'server-identity/trusted')).to.include({ verdict: 'accept' });
			expect(right.conclusion).to.equal('conforms');
			// And the client refuses the server whatever that makes of its certificate.
			expect(findingOf(wrong, 'control/valid')).to.include({ verdict: 'accept' });
			expect(findingOf(wrong, 'server-identity/trusted')).to.include({
				verdict: 'reject',
				outcome: 'deviates',
				code: 'SELF_SIGNED_CERT_IN_CHAIN',
			});
			expect(failingIds(wrong)).to.deep.equal(['server-identity/trusted']);
		}));

	function ask(url: string, cacert: string): Promise<Run> {
		const file = (name: string): string => folder.path(`warehouse-service/${name}`);
		return runHere(url, {
			cacert: folder.path(cacert),
			cert: file('chain.pem'),
			key: file('key.pem'),
			refusedCert: [file('chain-wrong-ca.pem')],
			refusedKey: [file('key.pem')],
			only: ['presence', 'trust/refused-credential', 'server-identity/trusted'],
			tls: ['1.3'],
		});
	}
});
