import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parseReporters } from '../../../harness/cli/reporter-option.ts';
import { refusal } from './refusal.ts';

describe('reporters', () => {
	it('write to files, and JSON to stdout', () => {
		const values = ['list', 'junit=a/b.xml', 'json=r=1.json', 'json=-', 'markdown=c.md'];
		expect(parseReporters(values)).to.deep.equal([
			{ kind: 'list' },
			{ kind: 'junit', file: 'a/b.xml' },
			{ kind: 'json', file: 'r=1.json' },
			{ kind: 'json', file: null },
			{ kind: 'markdown', file: 'c.md' },
		]);
	});

	for (const values of [
		...[
			['junit'],
			['junit='],
			['junit=-'],
			['json'],
			['markdown'],
			['markdown=-'],
			['list=a'],
			['html=a'],
			[''],
		],
		...[
			['json=a', 'junit=a'],
			['json=-', 'json=-'],
		],
	]) {
		it(`are not ${JSON.stringify(values)}`, async () => {
			expect((await refusal(() => parseReporters(values))).message).to.match(/^--reporter/u);
		});
	}
});
