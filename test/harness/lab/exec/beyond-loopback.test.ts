import { expect } from 'chai';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'mocha';
import { isOpenBeyondLoopback } from '../../../../harness/lab/exec/beyond-loopback.ts';

describe('lab exec: a port beyond loopback', () => {
	it('is known by the other addresses of this machine', async () => {
		const server = createServer().listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;

		expect(await isOpenBeyondLoopback(port, ['127.0.0.1'])).to.equal(true);
		expect(await isOpenBeyondLoopback(port)).to.equal(false);
		expect(await isOpenBeyondLoopback(port, [])).to.equal(false);
		server.close();
	});
});
