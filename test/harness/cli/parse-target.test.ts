import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parseTarget } from '../../../harness/cli/parse-target.ts';
import { refusal } from './refusal.ts';

const none = { servername: null, connectTo: null };

describe('a target', () => {
	it('is a URL, with the port and servername that it implies', () => {
		expect(parseTarget({ ...none, url: ' https://API.example.com/a/b?c=d#e ' })).to.deep.equal({
			target: {
				url: 'https://API.example.com/a/b?c=d',
				host: 'api.example.com',
				port: 443,
				connectTo: null,
				servername: 'api.example.com',
			},
			path: '/a/b?c=d',
		});
	});

	it('has no servername when it is an address', () => {
		const hosts: readonly (readonly [string, string])[] = [
			['127.0.0.1:8443', '127.0.0.1'],
			['[::1]:8443', '::1'],
			['127.1:8443', '127.0.0.1'],
		];
		for (const [written, host] of hosts) {
			const { target, path } = parseTarget({ ...none, url: `https://${written}` });
			expect(target).to.include({ host, port: 8443, servername: null });
			expect(path).to.equal('/');
		}
	});

	it('takes servername and address from their options', () => {
		const { target } = parseTarget({
			url: 'https://127.0.0.1',
			servername: 'Bücher.example.',
			connectTo: '[::1]:9443',
		});
		expect(target.servername).to.equal('xn--bcher-kva.example');
		expect(target.connectTo).to.deep.equal({ host: '::1', port: 9443 });
		expect(parseTarget({ ...none, url: 'https://a.test.' }).target.servername).to.equal('a.test');
	});

	const refused: readonly (readonly [string | null, RegExp, RegExp])[] = [
		[null, /^no URL to test$/u, /https:\/\/localhost/u],
		[' ', /^no URL to test$/u, /https:\/\/localhost/u],
		['localhost:8443', /^not a URL: "localhost:8443"$/u, /https:\/\/localhost:8443$/u],
		['example.com/a', /^not a URL/u, /https:\/\/example\.com\/a$/u],
		['//example.com', /^not a URL/u, /https:\/\/example\.com$/u],
		['http://localhost:8080', /^not an https URL: "http:\/\/localhost:8080"$/u, /TLS/u],
		['https://', /^not a URL: "https:\/\/"$/u, /^$/u],
		['https://a b', /^not a URL/u, /^$/u],
		['https://localhost:99999', /^not a URL: "https:\/\/localhost:99999"$/u, /port/u],
		['https://localhost:http', /^not a URL/u, /port/u],
		['https://localhost:0', /^port of the URL "0": expected a port/u, /^$/u],
		['https://[::1', /^not a URL/u, /^$/u],
	];
	for (const [url, message, hint] of refused) {
		it(`is not ${JSON.stringify(url)}`, async () => {
			const error = await refusal(() => parseTarget({ ...none, url }));
			expect(error.message).to.match(message);
			expect(error.hint ?? '').to.match(hint);
		});
	}

	it('holds no credentials, and no error repeats them', async () => {
		const urls = [
			'https://u:s3cret@a.test/',
			'https://u:x/s3cret@a.test',
			'https://s3cret@a:99999',
			'u:s3cret@a.test',
		];
		for (const url of urls) {
			const { message, hint } = await refusal(() => parseTarget({ ...none, url }));
			expect(`${message} ${hint}`, url).not.to.include('s3cret');
		}
	});

	const odd = ['', ' ', 'a', ':1', 'a:0', 'a:65536', 'a:b', '::1:443', 'a/b:1', 'a:1:2', 'u@a:1'];
	for (const connectTo of odd) {
		it(`does not connect to ${JSON.stringify(connectTo)}`, async () => {
			const options = { ...none, url: 'https://a.test', connectTo };
			expect((await refusal(() => parseTarget(options))).message).to.match(/^--connect-to /u);
		});
	}

	for (const servername of [
		...['', '127.0.0.1', '::1', '127.1', 'a b', 'a..b', '-', 'a'.repeat(254)],
		...['a/b', 'a?b', 'a%41', '*.a.test', 'a:443'],
	]) {
		it(`does not send ${JSON.stringify(servername)} as server_name`, async () => {
			const options = { ...none, url: 'https://a.test', servername };
			expect((await refusal(() => parseTarget(options))).message).to.match(/^--servername /u);
		});
	}
});
