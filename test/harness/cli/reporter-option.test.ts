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

	it('write to the log, and take no file there', () => {
		expect(parseReporters(['github', 'sarif=-', 'tap=x.tap'])).to.deep.equal([
			{ kind: 'github' },
			{ kind: 'sarif', file: null },
			{ kind: 'tap', file: 'x.tap' },
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
			['pdf=a'],
			['github=a'],
			['sarif'],
			['tap='],
			[''],
		],
		...[
			['json=a', 'junit=a'],
			['json=-', 'json=-'],
			['sarif=-', 'tap=-'],
		],
	]) {
		it(`are not ${JSON.stringify(values)}`, async () => {
			expect((await refusal(() => parseReporters(values))).message).to.match(/^--reporter/u);
		});
	}
});
