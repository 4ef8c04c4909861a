import { expect } from 'chai';
import { describe, it } from 'mocha';
import { contained, isComparable, likeness, sketchOf } from '../../../harness/answers/likeness.ts';
import { page, words } from './made-page.ts';

describe('likeness', () => {
	for (const [what, one, other] of [
		['one page', 'hello world', 'hello world'],
		['another case and order', 'Hello, World!', 'world, world! HELLO'],
		['other numbers', 'visit 17 of 2026', 'visit 4711 of 1999'],
		['another time', 'at 2026-01-02T03:04:05Z', 'at 2027-11-12T13:14:15Z'],
		['another token', 'token 9fW3kQz81LmXc0Tn of today', 'token b7Rt20PqYsVd5hJk of today'],
		[
			'another identifier',
			'id 550e8400-e29b-41d4-a716-446655440000 of',
			'id 7d444840-9dc0-11d1-b245-5ffdce74fad2 of',
		],
		['another digest', `x ${'0a1b2c3d'.repeat(8)}`, `x ${'9f8e7d6c'.repeat(8)}`],
	] as const) {
		it(`of ${what} is 1`, () => {
			expect(likeness(page(one), page(other))).to.equal(1);
		});
	}

	it('is the share of words that both have', () => {
		const [a, b] = [page('one two three'), page('two three four')];
		expect(likeness(a, b)).to.equal(0.5);
		expect(likeness(b, a)).to.equal(0.5);
		expect(likeness(a, page('nothing else'))).to.equal(0);
	});

	it('of long pages is about that share', () => {
		const template = words(300, 'nav');
		const [a, b] = [page(`${template} ${words(100, 'a')}`), page(`${template} ${words(100, 'b')}`)];
		expect(likeness(a, b)).to.be.within(0.45, 0.75);
	});

	it('is half where media types differ, whatever their parameters', () => {
		const html = page('hello world');
		expect(likeness(html, page('hello world', { type: 'application/json' }))).to.equal(0.5);
		expect(likeness(html, page('hello world', { type: 'Text/HTML; charset=utf-8' }))).to.equal(1);
	});

	it('of answers without words is 1 where they are equally long', () => {
		expect(likeness(page(''), page(''))).to.equal(1);
		expect(likeness(page('{}'), page('{}'))).to.equal(1);
		expect(likeness(page('{}'), page('[ ]'))).to.equal(0);
		expect(likeness(page(''), page('hello'))).to.equal(0);
		expect(likeness(page(''), page('', { type: 'image/png' }))).to.equal(0);
	});

	it('tells binary bodies apart', () => {
		const noise = (seed: number): string =>
			Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * at * seed + at) % 251)).toString();
		expect(likeness(page(noise(3)), page(noise(3)))).to.equal(1);
		expect(likeness(page(noise(3)), page(noise(7)))).to.be.below(0.5);
	});
});

describe('contained', () => {
	it('is the share of a page that is in another', () => {
		expect(contained(page('one two'), page('one two three'))).to.equal(1);
		expect(contained(page('one two three'), page('one two'))).to.be.closeTo(2 / 3, 0.01);
		expect(contained(page(''), page('one'))).to.equal(0);
	});

	it('looks only at what a long page is known by', () => {
		const long = `${words(400, 'x')} one two`;
		expect(contained(page(words(200, 'x')), page(long))).to.equal(1);
		expect(contained(page(words(200, 'y')), page(long))).to.be.below(0.1);
	});
});

describe('what pages are compared by', () => {
	it('is bounded, and says nothing without the key of the run', () => {
		expect(sketchOf(words(1000, 'x'), 'key')).to.have.length(128);
		expect(sketchOf('hello', 'key')).to.not.deep.equal(sketchOf('hello', 'other key'));
	});

	it('is there where there are words', () => {
		expect(isComparable(page('hello'))).to.equal(true);
		expect(isComparable(page('{}'))).to.equal(false);
	});
});
