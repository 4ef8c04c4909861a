import { expect } from 'chai';
import { describe, it } from 'mocha';
import { present } from '../../../../fixtures/attempt.ts';
import { parseVariants } from '../../../../harness/cli/own-variants/parse-variants.ts';
import { defineVariant } from '../../../../harness/define-variant.ts';
import { UsageError } from '../../../../harness/usage-error.ts';

const sound = defineVariant({
	id: 'acme/printer',
	title: 'a printer',
	why: 'Printers print.',
	fix: 'Refuse printers.',
	cites: [{ section: 'Policy ACME 1', quote: 'No printers.' }],
	level: 'MUST',
	severity: 'high',
	expect: 'reject',
	twin: 'control/issued',
	needs: ['issuer'],
	attempt: ({ issuer }) => present(issuer.issue()),
});
const control = {
	...sound,
	id: 'control/acme',
	expect: 'accept',
	twin: null,
	limit: 'the name of a printer',
};

describe('parseVariants', () => {
	it('takes what is sound, controls first', () => {
		const other = { ...sound, id: 'acme/other', twin: 'control/acme', around: 'acme/printer' };
		const parsed = parse([sound, other, control]);
		expect(parsed.map(({ variant }) => variant.id)).to.deep.equal([
			...['control/acme', 'acme/printer', 'acme/other'],
		]);
		expect(parsed[0]).to.include({ file: 'mine.ts' });
	});

	const faults: readonly (readonly [name: string, change: object, message: RegExp])[] = [
		['an id in upper case', { id: 'acme/Printer' }, /"acme\/Printer": id: is not of the form/u],
		['no id', { id: undefined }, /mine\.ts: "a variant without an id": id: expected an id/u],
		[
			'an id of the catalogue',
			{ id: 'validity/expired' },
			/"validity\/expired": this id is taken/u,
		],
		[
			'a family about the target',
			{ id: 'protocol/mine' },
			/the family protocol is about the target/u,
		],
		[
			'the family of waivers',
			{ id: 'waiver/mine' },
			/the family waiver is about the waivers file/u,
		],
		['an empty title', { title: ' ' }, /title: is empty/u],
		['a title of two lines', { title: 'a\nb' }, /title: is more than one line/u],
		['a title that moves the cursor', { title: 'a\u001b[2J' }, /title: is more than one line/u],
		['no rule', { cites: [] }, /cites: names no rule/u],
		[
			'an unknown rule',
			{ cites: [{ section: 'ACME 1', quote: 'x' }] },
			/cites\.0\.section: names no/u,
		],
		['an unknown severity', { severity: 'grave' }, /severity: is none of info, low/u],
		['an unknown level', { level: 'must' }, /level: is none of MUST, SHOULD, MAY/u],
		['an unknown expectation', { expect: 'refuse' }, /expect: is none of accept, reject, either/u],
		[
			'a material that there is not',
			{ needs: ['issuers'] },
			/needs\.0: "issuers" is no material: valid/u,
		],
		[
			'an alert that there is not',
			{ alerts: ['unknown_CA'] },
			/alerts\.0: "unknown_CA" is no alert/u,
		],
		[
			'a twin that there is not',
			{ twin: 'control/isued' },
			/twin: there is no control control\/isued/u,
		],
		[
			'a twin that is no control',
			{ twin: 'validity/expired' },
			/twin: there is no control validity/u,
		],
		['no twin', { twin: null }, /twin is null/u],
		['a limit', { limit: 'something' }, /limit is for controls only/u],
		['a way around what is let in', { around: 'control/valid' }, /around: there is no variant/u],
		['an unknown field', { severty: 'high' }, /unknown field "severty"/u],
		['no attempt', { attempt: [] }, /attempt: expected a function/u],
		['a check', { kind: 'check' }, /kind: is not what defineVariant makes/u],
		['a control with a twin', { ...control, twin: 'control/valid' }, /a control has no twin/u],
		['a control to be refused', { ...control, expect: 'reject' }, /there to be accepted/u],
		['a control without its limit', { ...control, limit: undefined }, /limit is missing/u],
	];
	for (const [name, change, message] of faults) {
		it(`refuses ${name}`, () => {
			expect(() => parse([{ ...sound, ...change }])).to.throw(UsageError, message);
		});
	}

	it('refuses two of one id, and what is no object', () => {
		expect(() => parse([sound, { ...sound }])).to.throw(UsageError, /this id is taken/u);
		expect(() => parse([null])).to.throw(UsageError, /a variant without an id/u);
		expect(() => parse(['acme/printer'])).to.throw(UsageError, /a variant without an id/u);
	});

	it('suggests what was probably meant', () => {
		expect(hintOf([{ ...sound, severty: 'high' }])).to.equal('did you mean severity?');
		expect(hintOf([{ ...sound, twin: 'control/isued' }])).to.equal('did you mean control/issued?');
	});
});

function parse(variants: readonly unknown[]): ReturnType<typeof parseVariants> {
	return parseVariants(variants.map((it) => ({ it, file: 'mine.ts' })));
}

function hintOf(variants: readonly unknown[]): string | null {
	try {
		parse(variants);
	} catch (error) {
		if (error instanceof UsageError) return error.hint;
	}
	return null;
}
