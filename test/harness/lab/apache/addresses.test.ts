import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
	hostAddress,
	listenOf,
	socketsAt,
	socketsOf,
} from '../../../../harness/lab/apache/addresses.ts';

describe('addresses of an httpd config', () => {
	const listen = (...values: readonly string[]): ReturnType<typeof listenOf> =>
		listenOf({ values });

	it('reads Listen, where 443 is https unless told otherwise', () => {
		expect(listen('443')).to.deep.equal({ address: '*', port: 443, protocol: 'https' });
		expect(listen('[::]:443', 'http')).to.deep.equal({ address: '*', port: 443, protocol: 'http' });
		expect(listen('[2001:DB8::1]:80')).to.deep.equal({
			address: '2001:db8::1',
			port: 80,
			protocol: 'http',
		});
		expect(listen('${PORT}')).to.equal(null);
		expect(listen('70000')).to.equal(null);
	});

	it('reads addresses of virtual hosts', () => {
		expect(
			['*', '_default_:443', '10.0.0.1:*', '[::1]:8443', 'a.test'].map(hostAddress),
		).to.deep.equal([
			{ address: '*', port: null },
			{ address: '*', port: 443 },
			{ address: '10.0.0.1', port: null },
			{ address: '::1', port: 8443 },
			{ address: 'a.test', port: null },
		]);
	});

	it('gives an address that a host names a socket of its own, where all are listened on', () => {
		const everywhere = { address: '*', port: 443, protocol: 'https' };
		const hosts = ['*:443', '10.0.0.1:443', '10.0.0.1:443', '10.0.0.2', '10.0.0.3:80'].map(
			hostAddress,
		);
		const sockets = socketsOf([everywhere, everywhere], hosts);
		expect(sockets.map(({ address }) => address)).to.deep.equal(['*', '10.0.0.1', '10.0.0.2']);
		const placed = sockets.map((it, index) => ({ ...it, lab: 4000 + index }));
		const ports = (written: string): readonly number[] =>
			socketsAt(hostAddress(written), placed).map(({ lab }) => lab);
		expect(ports('10.0.0.1:443')).to.deep.equal([4001]);
		expect(ports('*:443')).to.deep.equal([4000, 4001, 4002]);
		expect(ports('10.0.0.3:80')).to.deep.equal([]);
	});

	it('listens nowhere that the config does not', () => {
		const one = { address: '10.0.0.1', port: 443, protocol: 'https' };
		expect(socketsOf([one], [hostAddress('10.0.0.2:443')])).to.deep.equal([one]);
	});
});
