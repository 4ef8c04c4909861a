import { expect } from 'chai';
import { describe, it } from 'mocha';
import { judgedAlike } from '../../../harness/lab/survey.ts';
import { parseRule } from '../../../harness/parse-rule.ts';
import { allOf, type Rule } from '../../../harness/rule.ts';

describe('locations that are judged alike', () => {
	it('are those of the same rules, to the last part of them', () => {
		const all = (first: string, second: string): Rule =>
			allOf([parseRule(first), parseRule(second)]);
		const groups = judgedAlike([
			{ path: '/1', acceptIf: [] },
			{ path: '/2', acceptIf: [all('header:lab-told-a=0', 'body:/a/')] },
			{ path: '/3', acceptIf: [all('header:lab-told-a=0', 'body:/b/')] },
			{ path: '/4', acceptIf: [all('header:lab-told-a=0', 'body:/a/')] },
			{ path: '/5', acceptIf: [parseRule('header:lab-told-a=0'), parseRule('body:/a/')] },
			{ path: '/6', acceptIf: [] },
		]);
		expect(groups.map((group) => group.map(({ path }) => path))).to.deep.equal([
			['/1', '/6'],
			['/2', '/4'],
			['/3'],
			['/5'],
		]);
	});
});
