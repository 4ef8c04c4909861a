import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { isLoopbackAddress, mayTest } from '../../../harness/cli/may-test.ts';
import { parseTarget } from '../../../harness/cli/parse-target.ts';
import type { MayTest } from '../../../harness/options.ts';
import { openWorkshop, type Workshop } from '../../fixtures/pki/openssl.ts';
import { refusal } from './refusal.ts';

describe('permission to test', () => {
	let workshop: Workshop;
	let hostsFile: string;
	before(() => {
		workshop = openWorkshop();
		hostsFile = workshop.write(
			'hosts',
			'127.0.0.1 localhost\n::1\tMy.Test mine.test # comment other.test\n127.0.0.1 both.test\n10.0.0.1 both.test far.test\n# 127.0.0.1 commented.test\n',
		);
	});
	after(() => workshop.close());

	interface Words {
		readonly confirmed?: boolean;
		readonly hosts?: string;
		readonly connectTo?: string;
		/** Hosts of `--listener`. */
		readonly listeners?: readonly string[];
	}
	const ask = (
		host: string,
		{ confirmed = false, hosts, connectTo, listeners = [] }: Words = {},
	): Promise<MayTest> => {
		const url = `https://${host}:8443/`;
		const { target } = parseTarget({ url, servername: null, connectTo: connectTo ?? null });
		const env = hosts === undefined ? {} : { MTLS_GAUNTLET_I_MAY_TEST: hosts };
		const others = listeners.map((it) => ({ host: it }));
		return mayTest(target, { confirmed, env, hostsFile }, others);
	};

	const loopback = [
		'127.0.0.1',
		'127.9.9.9',
		'[::1]',
		'[::ffff:127.0.0.1]',
		'2130706433',
		'0x7f.1',
	];
	const names = ['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'my.test', 'mine.test'];
	for (const host of [...loopback, ...names]) {
		it(`is not needed for ${host}`, async () => {
			expect(await ask(host)).to.deep.equal({ kind: 'loopback' });
		});
	}

	const addresses = ['10.0.0.1', '0.0.0.0', '[::]', '[::2]', '[2001:db8::1]', '128.0.0.1'];
	const others = ['example.com', 'notlocalhost', 'localhost.example.com', 'other.test'];
	for (const host of [...addresses, ...others, 'both.test', 'far.test', 'commented.test']) {
		it(`is needed for ${host}`, async () => {
			const { message, hint } = await refusal(() => ask(host));
			const bare = host.replaceAll(/[[\]]/gu, '');
			expect(message).to.equal(
				`${bare} is not this machine, and nobody has said that it may be tested`,
			);
			expect(hint)
				.to.include('--i-may-test-this')
				.and.to.include(`MTLS_GAUNTLET_I_MAY_TEST=${bare}`);
			expect(await ask(host, { confirmed: true })).to.deep.equal({ kind: 'confirmed' });
		});
	}

	it('may name hosts', async () => {
		const hosts = ' Example.com, [2001:DB8::1],';
		const granted = { kind: 'hosts', hosts: ['example.com', '2001:db8::1'] };
		expect(await ask('example.com', { hosts })).to.deep.equal(granted);
		expect(await ask('[2001:db8::1]', { hosts })).to.deep.equal(granted);
		await refusal(() => ask('www.example.com', { hosts }));
		await refusal(() => ask('example.com', { hosts: '' }));
	});

	it('is about where the packets go', async () => {
		expect(await ask('example.com', { connectTo: '127.0.0.1:1' })).to.deep.equal({
			kind: 'loopback',
		});
		await refusal(() => ask('localhost', { connectTo: '10.0.0.1:1' }));
		await refusal(() => ask('example.com', { connectTo: '10.0.0.1:1', hosts: 'example.com' }));
	});

	it('is needed for each listener', async () => {
		const loopbackOnly = { listeners: ['::1', 'Mine.Test.', 'a.localhost'] };
		expect(await ask('localhost', loopbackOnly)).to.deep.equal({ kind: 'loopback' });
		const listeners = ['127.0.0.1', 'Origin.Test.', '10.0.0.1'];
		const one = await refusal(() => ask('localhost', { listeners }));
		expect(one.message).to.match(/^origin\.test is not this machine/u);
		const two = await refusal(() => ask('localhost', { listeners, hosts: 'origin.test' }));
		expect(two.message).to.match(/^10\.0\.0\.1 is not this machine/u);
		expect(two.hint).to.include('MTLS_GAUNTLET_I_MAY_TEST=origin.test,10.0.0.1:');
		const hosts = 'origin.test,10.0.0.1';
		expect(await ask('localhost', { listeners, hosts })).to.deep.equal({
			kind: 'hosts',
			hosts: ['origin.test', '10.0.0.1'],
		});
		expect(await ask('localhost', { listeners, confirmed: true })).to.deep.equal({
			kind: 'confirmed',
		});
		// Those whom somebody vouches for do not vouch for the target.
		await refusal(() => ask('example.com', { listeners, hosts }));
	});

	it('knows a loopback address from a name', () => {
		expect(['127.0.0.1', '::1', '::ffff:127.1.2.3'].every(isLoopbackAddress)).to.equal(true);
		expect(['localhost', '', '::', '127.1', '::127.0.0.1'].some(isLoopbackAddress)).to.equal(false);
	});
});
