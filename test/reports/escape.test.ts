import { expect } from 'chai';
import { describe, it } from 'mocha';
import { capBytes, plain, printable } from '../../reports/escape.ts';

describe('escaping', () => {
	const cases: readonly (readonly [text: string, printed: string, plained: string])[] = [
		['é ✓ 😀 👩‍👩‍👧 漢', 'é ✓ 😀 👩‍👩‍👧 漢', 'é ✓ 😀 👩‍👩‍👧 漢'],
		['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m', 'red'],
		['a\r\n\tb', 'a\\r\\n\\tb', 'a\\r\\n\\tb'],
		['\u0000\u007f\u0085', '\\x00\\x7f\\x85', '\\x00\\x7f\\x85'],
		['\u202egpj\u2066', '\\u{202e}gpj\\u{2066}', '\\u{202e}gpj\\u{2066}'],
		['\ud800x\udfff', '\\u{d800}x\\u{dfff}', '\\u{d800}x\\u{dfff}'],
		['\ufeff\uffff', '\\u{feff}\\u{ffff}', '\\u{feff}\\u{ffff}'],
		['fe80::1 ::1 a::b', 'fe80::1 ::1 a::b', 'fe80::1 ::1 a::b'],
		['::error::x ##[y]', '\\x3a:error::x \\x23#[y]', '::error::x ##[y]'],
		['-----BEGIN EC PRIVATE KEY-----\nx', '[private key removed]', '[private key removed]'],
	];
	for (const [text, printed, plained] of cases) {
		it(`shows ${JSON.stringify(text)}`, () => {
			expect(printable(text)).to.equal(printed);
			expect(plain(text)).to.equal(plained);
		});
	}

	it('marks what it cuts', () => {
		expect(printable('abcdef', 3)).to.equal('abc […]');
		expect(printable('abc', 3)).to.equal('abc');
	});

	it('caps bytes without splitting a character', () => {
		const capped = capBytes('é'.repeat(50), 21);
		expect(capped).to.equal('ééééééé […]');
		expect(Buffer.byteLength(capped)).to.be.at.most(21);
		expect(capBytes('short', 20)).to.equal('short');
	});
});
