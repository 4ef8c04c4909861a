import { expect, use } from 'chai';
import { after, describe, it } from 'mocha';
import { start } from 'mtls-gauntlet';
import { mtlsChai } from 'mtls-gauntlet/chai';
import { startOrders } from './orders-server.ts';

use(mtlsChai);

const orders = await startOrders();
const { planned } = await start({
	url: orders.url,
	credentials: 'creds',
	only: ['presence/no-certificate', 'trust/wrong-root', 'validity/expired'],
});

describe('client certificates', () => {
	after(() => orders.close());

	for (const { title, finding } of planned) {
		it(title, async () => {
			expect(await finding).to.conform();
		});
	}

	it('that expired are refused by the TLS library', async () => {
		const expired = planned.find(({ id }) => id === 'validity/expired');
		expect(await expired?.finding).to.be.rejected.and.not.atLayer('http');
	});
});
