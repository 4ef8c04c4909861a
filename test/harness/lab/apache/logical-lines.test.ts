import { expect } from 'chai';
import { describe, it } from 'mocha';
import { logicalLines } from '../../../../harness/lab/apache/logical-lines.ts';

describe('lines of an httpd config', () => {
	it('joins what a backslash continues, comments too, and knows where each word stands', () => {
		const text = [
			'# a comment \\',
			'SSLVerifyClient none',
			'',
			'  CustomLog "/var/log/a b.log" \\',
			"\t'x \\'y\\'' \\\\z",
			'Listen 443 \r',
		].join('\n');
		const lines = logicalLines(text);
		expect(lines.map(({ line }) => line)).to.deep.equal([4, 6]);
		const [log, listen] = lines;
		expect(log?.words.map((word) => word.text)).to.deep.equal([
			'CustomLog',
			'/var/log/a b.log',
			"x 'y'",
			'\\z',
		]);
		expect(log?.words.map(({ start, end }) => text.slice(start, end))).to.deep.equal([
			'CustomLog',
			'"/var/log/a b.log"',
			"'x \\'y\\''",
			'\\\\z',
		]);
		expect(text.slice(listen?.start, listen?.end)).to.equal('Listen 443');
	});

	it('takes the last line without a line end, and a backslash with nothing behind it', () => {
		expect(logicalLines('Listen 80').map((it) => it.text)).to.deep.equal(['Listen 80']);
		expect(logicalLines('Listen 80\\\n').map((it) => it.text)).to.deep.equal(['Listen 80']);
	});
});
