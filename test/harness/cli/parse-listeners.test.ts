import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parseListeners } from '../../../harness/cli/parse-listeners.ts';
import { refusal } from './refusal.ts';

describe('other listeners', () => {
	const target = { host: 'mtls.test', port: 443, connectTo: null };
	const parse = (...values: readonly string[]) => parseListeners(values, target);

	it('are URLs, with the port that they imply', () => {
		expect(
			parse('http://Origin.test:8080', ' https://[::1]:9443/ ', 'https://127.1', 'http://a.test'),
		).to.deep.equal([
			{ url: 'http://Origin.test:8080', host: 'origin.test', port: 8080, plaintext: true },
			{ url: 'https://[::1]:9443/', host: '::1', port: 9443, plaintext: false },
			{ url: 'https://127.1', host: '127.0.0.1', port: 443, plaintext: false },
			{ url: 'http://a.test', host: 'a.test', port: 80, plaintext: true },
		]);
	});

	it('are elsewhere than where the target is connected to', async () => {
		expect(parse('https://mtls.test:8443', 'http://mtls.test')).to.have.lengthOf(2);
		const connectTo = { host: '127.0.0.1', port: 8443 };
		expect(parseListeners(['https://mtls.test'], { ...target, connectTo })).to.have.lengthOf(1);
		const error = await refusal(() =>
			parseListeners(['https://127.0.0.1:8443'], { ...target, connectTo }),
		);
		expect(error.message).to.equal(
			'--listener https://127.0.0.1:8443: is where the target is tested anyway',
		);
	});

	const refused: readonly (readonly [readonly string[], RegExp, RegExp])[] = [
		[['localhost:80'], /^--listener: not a URL: "localhost:80"$/u, /^http:.* comes first: http:/u],
		[['http://'], /^--listener: not a URL: "http:\/\/"$/u, /^$/u],
		[['http://a:99999'], /^--listener: not a URL: "http:\/\/a:99999"$/u, /^a port is/u],
		[['http://a:0'], /^--listener port "0": expected a port/u, /^$/u],
		[['ftp://a.test'], /^--listener: neither http nor https: "ftp:\/\/a\.test"$/u, /^http:\/\//u],
		[['http://a.test/b'], /^--listener: a path, .* in "http:\/\/a\.test\/b"$/u, /--protected$/u],
		[['http://a.test?b'], /^--listener: a path, a query/u, /--path/u],
		[['http://a.test/#b'], /^--listener: a path, a query or a fragment/u, /--path/u],
		[
			['https://MTLS.test.'],
			/^--listener https:\/\/MTLS\.test\.: is where the target/u,
			/another/u,
		],
		[['http://mtls.test:443'], /^--listener .*: is where the target is tested/u, /another port/u],
		[['http://a', 'http://A.:80'], /^--listener http:\/\/A\.:80: its port is given twice$/u, /^$/u],
		[['http://a:1', 'https://a:1'], /^--listener https:\/\/a:1: its port is given twice$/u, /^$/u],
	];
	for (const [values, message, hint] of refused) {
		it(`are not ${JSON.stringify(values)}`, async () => {
			const error = await refusal(() => parse(...values));
			expect(error.message).to.match(message);
			expect(error.hint ?? '').to.match(hint);
		});
	}

	it('hold no credentials, and no error repeats them', async () => {
		for (const url of ['http://u:s3cret@a.test', 'u:s3cret@a.test', 'http://s3cret@a:99999']) {
			const { message, hint } = await refusal(() => parse(url));
			expect(message).to.match(/^--listener: /u);
			expect(`${message} ${hint}`, url).not.to.include('s3cret');
		}
	});
});
