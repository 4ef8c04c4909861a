import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parseRule, parseRules, parseSelector } from '../../harness/parse-rule.ts';
import { UsageError } from '../../harness/usage-error.ts';

describe('a rule', () => {
	const rules: readonly (readonly [string, object])[] = [
		['status:200', { kind: 'status', from: 200, to: 200 }],
		['status:2xx', { kind: 'status', from: 200, to: 299 }],
		['status:200-204', { kind: 'status', from: 200, to: 204 }],
		['header:X-Verified', { kind: 'header', name: 'X-Verified', value: null }],
		['header:X-Verified=SUCCESS', { kind: 'header', name: 'X-Verified', value: 'SUCCESS' }],
		['header:X-Ok=true', { kind: 'header', name: 'X-Ok', value: 'true' }],
		['header:X-Ok="a=b"', { kind: 'header', name: 'X-Ok', value: 'a=b' }],
		['json:mTLSValid=true', { kind: 'json', path: ['mTLSValid'], value: true }],
		['json:a.b[0].c=1', { kind: 'json', path: ['a', 'b', 0, 'c'], value: 1 }],
		['json:[1][2]', { kind: 'json', path: [1, 2], value: undefined }],
		['json:reason=none', { kind: 'json', path: ['reason'], value: 'none' }],
		['json:reason="true"', { kind: 'json', path: ['reason'], value: 'true' }],
		['json:reason=null', { kind: 'json', path: ['reason'], value: null }],
		['json:who={"cn":"a"}', { kind: 'json', path: ['who'], value: { cn: 'a' } }],
		['json:reason=', { kind: 'json', path: ['reason'], value: '' }],
		['body:/hello \\/ you/is', { kind: 'body', pattern: /hello \/ you/is }],
	];
	for (const [text, rule] of rules) {
		it(`is read from ${text}`, () => {
			expect(parseRule(text)).to.deep.equal({ ...rule, text });
		});
	}

	const broken = [
		...['', 'status', 'status:', 'status:20', 'status:600', 'status:9xx', 'status:204-200'],
		...[
			'header:',
			'header:a b',
			'header:=x',
			'json:',
			'json:=1',
			'json:a..b',
			'json:a[x]',
			'json:.a',
		],
		...[
			'json:a[',
			'json:a]b',
			'body:',
			'body:hello',
			'body://',
			'body:/(/',
			'body:/a/g',
			'body:/a/uv',
		],
		...['text:a', '200', 'Status:200'],
	];
	for (const text of broken) {
		it(`is not ${JSON.stringify(text)}`, () => {
			expect(() => parseRule(text)).to.throw(UsageError);
			const given = `--marker ${JSON.stringify(text)}: `;
			expect(() => parseRules('--marker', ['status:200', text])).to.throw(UsageError, given);
		});
	}
});

describe('a selector', () => {
	it('is a header, a JSON path or a pattern', () => {
		expect(parseSelector('header:X-Reason')).to.deep.equal({ kind: 'header', name: 'X-Reason' });
		expect(parseSelector('json:a[0]')).to.deep.equal({ kind: 'json', path: ['a', 0] });
		expect(parseSelector('body:/code (\\d+)/')).to.deep.equal({
			kind: 'body',
			pattern: /code (\d+)/,
		});
	});

	it('is no status, and no header that holds secrets', () => {
		const texts = ['status:200', 'header:Set-Cookie', 'header:authorization', 'header:COOKIE', 'x'];
		for (const text of texts) expect(() => parseSelector(text), text).to.throw(UsageError);
	});
});
