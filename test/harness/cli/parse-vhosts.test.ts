import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parseVhosts } from '../../../harness/cli/parse-vhosts.ts';
import { refusal } from './refusal.ts';

describe('other names of the server', () => {
	const target = { host: 'mtls.test', servername: 'mtls.test' };
	const parse = (...values: readonly string[]) => parseVhosts(values, target);

	it('are protected or open, in lower case', () => {
		const given = ['Www.Example.=open', ' b.test = Protected ', 'Bücher.test=open'];
		expect(parse(...given)).to.deep.equal([
			{ name: 'www.example', kind: 'open' },
			{ name: 'b.test', kind: 'protected' },
			{ name: 'xn--bcher-kva.test', kind: 'open' },
		]);
	});

	it('do not repeat the one that is tested', () => {
		expect(parse('MTLS.test=protected', 'www.test=open')).to.deep.equal([
			{ name: 'www.test', kind: 'open' },
		]);
	});

	it('are other than both names that are sent: of TLS and of HTTP', async () => {
		const two = { host: 'url.test.', servername: 'sni.test' };
		for (const name of ['url.test', 'sni.test']) {
			expect(parseVhosts([`${name}=protected`], two)).to.deep.equal([]);
			const { message } = await refusal(() => parseVhosts([`${name}=open`], two));
			expect(message).to.match(
				new RegExp(`^--vhost ${name}=open: is the name that is tested`, 'u'),
			);
		}
		const address = { host: '127.0.0.1', servername: null };
		expect(parseVhosts(['url.test=open'], address)).to.have.lengthOf(1);
	});

	const refused: readonly (readonly [readonly string[], RegExp, RegExp])[] = [
		[
			['a.test'],
			/^--vhost "a\.test": does not say who gets it$/u,
			/^NAME=protected or NAME=open$/u,
		],
		[['a.test='], /^--vhost "": unknown kind$/u, /^one of protected, open$/u],
		[['a.test=shut'], /^--vhost "shut": unknown kind$/u, /^one of protected, open$/u],
		[['a=open=b'], /^--vhost "open=b": unknown kind$/u, /protected/u],
		[['=open'], /^--vhost "": not a DNS name$/u, /without port and wildcard/u],
		[['a.test:8443=open'], /^--vhost "a\.test:8443": not a DNS name$/u, /without port/u],
		[['*.a.test=open'], /^--vhost "\*\.a\.test": not a DNS name$/u, /wildcard/u],
		[['https://a.test=open'], /^--vhost "https:\/\/a\.test": not a DNS name$/u, /one name/u],
		[['[::1]=open'], /^--vhost "\[::1\]": not a DNS name$/u, /one name/u],
		[['127.0.0.1=open'], /^--vhost 127\.0\.0\.1: an address cannot be sent/u, /^$/u],
		[['127.1=open'], /^--vhost 127\.1: an address cannot be sent/u, /^$/u],
		[['::1=open'], /^--vhost ::1: an address cannot be sent/u, /^$/u],
		[['a.test=open', 'A.test.=open'], /^--vhost a\.test is given twice$/u, /^$/u],
		[['a.test=open', 'a.test=protected'], /^--vhost a\.test is given twice$/u, /^$/u],
		[['mtls.test=protected', 'mtls.test=open'], /^--vhost mtls\.test is given twice$/u, /^$/u],
		[['mtls.test=open'], /^--vhost mtls\.test=open: is the name that is tested/u, /URL/u],
	];
	for (const [values, message, hint] of refused) {
		it(`are not ${JSON.stringify(values)}`, async () => {
			const error = await refusal(() => parse(...values));
			expect(error.message).to.match(message);
			expect(error.hint ?? '').to.match(hint);
		});
	}
});
