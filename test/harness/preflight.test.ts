import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { GivenListener, MayTest, RunOptions } from '../../harness/options.ts';
import { pinListeners } from '../../harness/pin-listeners.ts';
import { type Preflight, preflight } from '../../harness/preflight.ts';
import { refusal } from './cli/refusal.ts';
import { runOptions, serverTls } from './lab.ts';

const given = (host: string, port: number): GivenListener => ({
	url: `http://${host}:${port}`,
	host,
	port,
	plaintext: true,
});

describe('the listeners of a run', () => {
	let server: Server;
	let port = 0;
	let connections = 0;
	before((done) => {
		server = createServer({ ...serverTls, requestCert: true });
		server.on('connection', () => (connections += 1));
		server.listen(0, '127.0.0.1', () => {
			({ port } = server.address() as AddressInfo);
			done();
		});
	});
	after(() => server.close());

	const look = (
		listeners: readonly GivenListener[],
		different: Partial<RunOptions> = {},
	): Promise<Preflight> =>
		preflight(runOptions(port, { listeners, ...different }), new AbortController().signal);

	it('are resolved once, each to one address', async () => {
		const listeners = [given('localhost', 8080), given('::1', 8081)];
		const { address, listeners: found } = await look(listeners);
		expect(address).to.deep.equal({ host: '127.0.0.1', port });
		expect(found).to.deep.equal([
			{ given: listeners[0], address: { host: '127.0.0.1', port: 8080 } },
			{ given: listeners[1], address: { host: '::1', port: 8081 } },
		]);
	});

	it('are not the target by another name', async () => {
		const { message } = await refusal(() => look([given('localhost', port)]));
		expect(message).to.equal(
			`--listener http://localhost:${port}: is where the target is tested anyway`,
		);
	});

	it('have to be where they were let through, before the target is connected to', async () => {
		const before = connections;
		const hosts: MayTest = { kind: 'hosts', hosts: ['mtls.test', '192.0.2.9'] };
		for (const mayTest of [{ kind: 'loopback' } as const, hosts]) {
			const { message, hint } = await refusal(() =>
				look([given('127.0.0.1', 1), given('192.0.2.1', 80)], { mayTest }),
			);
			expect(message).to.equal('192.0.2.1 is 192.0.2.1, which is not loopback');
			expect(hint).to.include('--i-may-test-this');
		}
		expect(connections).to.equal(before);
		const confirmed = await look([given('192.0.2.1', 80)], { mayTest: { kind: 'confirmed' } });
		expect(confirmed.listeners[0]?.address.host).to.equal('192.0.2.1');
		const named = await look([given('192.0.2.9', 80)], { mayTest: hosts });
		expect(named.listeners[0]?.address.host).to.equal('192.0.2.9');
	});

	it('are named where their name does not resolve', async () => {
		const error = await refusal(() =>
			look([given('mtls-gauntlet.invalid', 80)], { mayTest: { kind: 'confirmed' } }),
		);
		expect(error.message).to.equal('the name does not resolve: mtls-gauntlet.invalid');
		expect(error.hint).to.include('--listener');
	});
});

describe('the address of a listener', () => {
	const pin = (target: string, ...hosts: readonly string[]): string | undefined => {
		const addresses = hosts.map((host) => ({ host, port: 80 }));
		const resolved = [{ given: given('a.test', 80), addresses }];
		return pinListeners(resolved, { host: target, port: 443 })[0]?.address.host;
	};

	it('is that of the target, or of its kind, or the first', () => {
		expect(pin('10.0.0.2', '::1', '10.0.0.1', '10.0.0.2')).to.equal('10.0.0.2');
		expect(pin('10.0.0.9', '::1', '10.0.0.1', '10.0.0.2')).to.equal('10.0.0.1');
		expect(pin('2001:db8::1', '10.0.0.1', '10.0.0.2')).to.equal('10.0.0.1');
	});
});
