import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Answer, applyRules, select } from '../../harness/apply-rule.ts';
import { parseRule, parseSelector } from '../../harness/parse-rule.ts';
import { allOf, looksAtBody } from '../../harness/rule.ts';

function answer(changes: Partial<Answer> = {}): Answer {
	return { status: 200, headers: {}, body: '', bodyComplete: true, ...changes };
}

function result(rules: string | readonly string[], changes: Partial<Answer> = {}): string | null {
	return applyRules([rules].flat().map(parseRule), answer(changes)).result;
}

describe('applying rules', () => {
	it('gives nothing without rules', () => {
		expect(applyRules([], answer())).to.deep.equal({ result: null, excerpt: null });
	});

	it('compares the status', () => {
		expect(result('status:2xx', { status: 204 })).to.equal('match');
		expect(result('status:200-203', { status: 204 })).to.equal('mismatch');
		expect(result('status:204', { status: 204, bodyComplete: false })).to.equal('match');
	});

	it('compares headers whatever the case of their names', () => {
		const headers = { 'x-verify': ['FAILED', 'SUCCESS'], 'X-One': 'yes' };
		expect(result('header:X-Verify=SUCCESS', { headers })).to.equal('match');
		expect(result('header:x-one', { headers })).to.equal('match');
		expect(result('header:x-one=Yes', { headers })).to.equal('mismatch');
		expect(result('header:x-two', { headers })).to.equal('mismatch');
	});

	it('compares JSON exactly, types included', () => {
		const body = '{"ok":true,"n":1,"list":[{"a":null}],"who":{"cn":"a","o":"b"}}';
		expect(result('json:ok=true', { body })).to.equal('match');
		expect(result('json:ok="true"', { body })).to.equal('mismatch');
		expect(result('json:n=1.0', { body })).to.equal('match');
		expect(result('json:who={"o":"b","cn":"a"}', { body })).to.equal('match');
		expect(result('json:list[0].a', { body })).to.equal('match');
		expect(result('json:list[0].a=null', { body })).to.equal('match');
	});

	it('takes a path that is absent from valid JSON for a mismatch', () => {
		for (const rule of [
			'json:no',
			'json:list[7]',
			'json:list.length',
			'json:toString',
			'json:ok.x',
		]) {
			expect(result(rule, { body: '{"ok":true,"list":[]}' }), rule).to.equal('mismatch');
		}
	});

	it('cannot evaluate a JSON rule on what is no JSON', () => {
		for (const body of ['', '<html>', '{"ok":tr', '{"ok":true} trailing']) {
			expect(result('json:ok=true', { body }), body).to.equal('unevaluable');
		}
		const cut = { body: '{"ok":true}', bodyComplete: false };
		expect(result('json:ok=true', cut)).to.equal('unevaluable');
	});

	it('matches the body, and leaves open what an incomplete one would have held', () => {
		expect(result('body:/verified/i', { body: 'is VERIFIED' })).to.equal('match');
		expect(result('body:/verified/', { body: 'is not' })).to.equal('mismatch');
		expect(result('body:/verified/', { body: 'is not', bodyComplete: false })).to.equal(
			'unevaluable',
		);
		expect(result('body:/is/', { body: 'is not', bodyComplete: false })).to.equal('match');
	});

	it('gives a pattern up that would take for ever', () => {
		const body = `${'a'.repeat(60_000)}!`;
		expect(result('body:/^(a+)+$/', { body })).to.equal('unevaluable');
	});

	it('lets any match decide, and then what could not be evaluated', () => {
		const body = '<html>';
		expect(result(['status:500', 'status:200'])).to.equal('match');
		expect(result(['json:ok', 'status:200'], { body })).to.equal('match');
		expect(result(['status:201', 'json:ok'], { body })).to.equal('unevaluable');
		expect(result(['status:201', 'status:202'])).to.equal('mismatch');
	});

	it('lets all of several rules match, or leaves open what is left open', () => {
		const together = (rules: readonly [string, ...string[]], changes: Partial<Answer>): unknown => {
			const [first, ...others] = rules;
			const rule = allOf([parseRule(first), ...others.map(parseRule)]);
			return applyRules([rule], answer(changes));
		};
		const told = ['header:x-verify=0', 'header:x-dn'] as const;
		const of = (headers: Answer['headers'], changes: Partial<Answer> = {}): unknown =>
			together(told, { headers, ...changes });
		expect(of({ 'x-verify': '0', 'x-dn': 'CN=a' })).to.deep.equal({
			result: 'match',
			excerpt: null,
		});
		expect(of({ 'x-verify': '0' })).to.deep.equal({ result: 'mismatch', excerpt: null });
		expect(of({ 'x-verify': '1', 'x-dn': 'CN=a' })).to.include({ result: 'mismatch' });

		const broken = { body: '{"ok":tr', bodyComplete: false };
		expect(together(['json:ok=true', 'status:200'], broken)).to.deep.equal({
			result: 'unevaluable',
			excerpt: broken.body,
		});
		expect(together(['json:ok=true', 'status:201'], broken)).to.include({ result: 'mismatch' });
		expect(together(['status:200', 'json:ok=true'], { body: '{"ok":true}' })).to.deep.equal({
			result: 'match',
			excerpt: 'true',
		});
	});

	it('is one of several that are any of them, when it is all of its own', () => {
		const both = allOf([parseRule('header:x-one'), parseRule('header:x-two')]);
		expect(both.text).to.equal('header:x-one and header:x-two');
		expect(applyRules([both, parseRule('status:200')], answer()).result).to.equal('match');
		expect(applyRules([both, parseRule('status:201')], answer()).result).to.equal('mismatch');
		expect([both, allOf([both, parseRule('body:/a/')])].map(looksAtBody)).to.deep.equal([
			false,
			true,
		]);
	});

	it('keeps at most 1 KiB of the body, and only where a rule looked at it', () => {
		const body = JSON.stringify({ ok: false, secret: 'hidden', long: 'ü'.repeat(2000) });
		const excerpt = (rule: string): string | null =>
			applyRules([parseRule(rule)], answer({ body })).excerpt;
		expect(excerpt('status:200')).to.equal(null);
		expect(excerpt('json:ok=true')).to.equal('false');
		expect(excerpt('json:absent')).to.equal(null);
		expect(excerpt('body:/"ok":\\w+/')).to.equal('"ok":false');
		expect(Buffer.byteLength(excerpt('json:long') ?? '')).to.be.within(1000, 1024);
		expect(excerpt('json:long')).to.not.include('\uFFFD');
	});
});

describe('selecting a reason', () => {
	const given = answer({
		headers: { 'x-reason': 'CERT_HAS_EXPIRED' },
		body: '{"reason":"UNABLE_TO_VERIFY","code":7,"none":null,"nested":{"a":[1]}}',
	});
	const chosen = (...selectors: readonly string[]): string | null =>
		select(selectors.map(parseSelector), given);

	it('takes the first selector that finds something', () => {
		expect(chosen('header:x-none', 'json:none', 'json:reason')).to.equal('UNABLE_TO_VERIFY');
		expect(chosen('header:X-Reason', 'json:reason')).to.equal('CERT_HAS_EXPIRED');
		expect(chosen('json:code')).to.equal('7');
		expect(chosen('json:nested')).to.equal('{"a":[1]}');
		expect(chosen('body:/"reason":"(\\w+)"/')).to.equal('UNABLE_TO_VERIFY');
		expect(chosen('body:/"code":\\d/')).to.equal('"code":7');
		expect(chosen('json:absent', 'body:/absent/')).to.equal(null);
		expect(chosen()).to.equal(null);
	});

	it('is one printable line of at most 200 characters', () => {
		const reason = select(
			[parseSelector('json:reason')],
			answer({ body: JSON.stringify({ reason: `\u001B[31mno\n\r\u0000${'x'.repeat(500)}` }) }),
		);
		expect(reason).to.match(/^\[31mno x+…$/u);
		expect(reason).to.have.length(200);
	});
});
