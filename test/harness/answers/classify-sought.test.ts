import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readOtherVhost, readProtected } from '../../../harness/answers/classify-sought.ts';
import type { Known } from '../../../harness/answers/known.ts';
import type { Response } from '../../../harness/observation.ts';
import { page, words } from './made-page.ts';

const template = words(60, 'nav');
const own = page(`${template} the ledger of alice with its accounts ${words(20, 'entry')}`);
const front = page(`${template} welcome to the public front page ${words(20, 'offer')}`);
const tiny = page('{"ok":true,"subject":"CN=alice,O=tests"}', { type: 'application/json' });
const forbidden = page('forbidden', { status: 403 });

type Case = readonly [
	what: string,
	answer: Response,
	known: Partial<Known>,
	kind: 'accept' | 'reject' | 'inconclusive' | 'not-tested',
];

function check(read: typeof readProtected, usual: Known, cases: readonly Case[]): void {
	for (const [what, answer, known, kind] of cases) {
		it(`${what}: ${kind}`, () => {
			const verdict = read({ ...usual, ...known })(answer);
			expect(verdict.kind, verdict.because).to.equal(kind);
			if (kind === 'inconclusive' && answer.status === 200) {
				expect(verdict.because).to.contain('--marker');
			}
		});
	}
}

describe('whether an answer is the protected one', () => {
	const usual: Known = { protectedAnswer: own, openAnswers: [forbidden, front] };
	const withTime = (time: string): Response =>
		page(`${template} ledger of alice at ${time} with ${words(20, 'entry')}`);

	check(readProtected, usual, [
		['the same page', own, {}, 'accept'],
		[
			'the same page with another time and token',
			withTime('03:04:05 e2f9a7c31b'),
			{ protectedAnswer: withTime('23:59:59 77ab19cdf0') },
			'accept',
		],
		['an open page', front, {}, 'reject'],
		[
			'much of the page, where no other page of the site is known',
			page(`${template} the ledger of alice with its accounts ${words(16, 'entry')}`),
			{ openAnswers: [forbidden] },
			'inconclusive',
		],
		[
			'another page, where the own one is never the same',
			front,
			{ selfLikeness: 0.3, openAnswers: [] },
			'inconclusive',
		],
		['an open page, where the own one is never the same', front, { selfLikeness: 0.3 }, 'reject'],
		['the same beginning of a page that is longer', { ...own, length: 65_536 }, {}, 'inconclusive'],
		['the same page under a redirect', { ...own, status: 302 }, {}, 'accept'],
		['the same page under an error', { ...own, status: 500 }, {}, 'accept'],
		[
			'the same page under a status that refuses everybody with it',
			{ ...own, status: 403 },
			{ openAnswers: [{ ...own, status: 403 }] },
			'reject',
		],
		[
			'the same few words under a redirect',
			page('see other', { status: 302 }),
			{ protectedAnswer: page('see other') },
			'reject',
		],
		['the template with other contents', page(`${template} ${words(60, 'other')}`), {}, 'reject'],
		[
			'the template with little else',
			page(`${template} choose one of these`),
			{ openAnswers: [] },
			'inconclusive',
		],
		['a page of its own', page('it works'), {}, 'reject'],
		['the page in another media type', { ...own, headers: {} }, {}, 'inconclusive'],
	]);

	describe('where it greets somebody', () => {
		const greeting = 'this is the private page of a with its accounts and secrets for';
		const greets = page(`${greeting} alice, who is a client of tests in berlin`);
		check(readProtected, { protectedAnswer: greets, openAnswers: [front] }, [
			['it greets nobody', page(greeting), {}, 'accept'],
			['it greets "nobody"', page(`${greeting} nobody`), {}, 'accept'],
			['it greets somebody else', page(`${greeting} mallory of sales`), {}, 'inconclusive'],
			['as everybody is greeted', page(greeting), { openAnswers: [page(greeting)] }, 'reject'],
			['two of its words', page('private page'), {}, 'reject'],
		]);
		check(readProtected, { protectedAnswer: tiny, openAnswers: [front] }, [
			['tiny JSON', tiny, {}, 'accept'],
			[
				'tiny JSON that leaves the subject out',
				page('{"ok":true,"subject":""}', { type: 'application/json' }),
				{},
				'inconclusive',
			],
			[
				'other tiny JSON',
				page('{"status":"up"}', { type: 'application/json' }),
				{},
				'inconclusive',
			],
			[
				'tiny JSON that everybody gets',
				page('{"status":"up"}', { type: 'application/json' }),
				{ openAnswers: [page('{"status":"up"}', { type: 'application/json' })] },
				'reject',
			],
		]);
	});

	describe('where pages are alike', () => {
		const a = page(`${template} a`);
		check(readProtected, { protectedAnswer: a, openAnswers: [page(`${template} www`)] }, [
			['exactly the one', a, {}, 'accept'],
			['exactly the other', page(`${template} www`), {}, 'reject'],
			['neither', page(`${template} b`), {}, 'inconclusive'],
			['everybody gets the same', a, { openAnswers: [a] }, 'not-tested'],
			['another tenant gets the same', a, { ownAnswers: [a] }, 'inconclusive'],
		]);
	});

	describe('where there is nothing to compare', () => {
		const empty = page('');
		check(readProtected, usual, [
			['an empty answer', empty, {}, 'reject'],
			['204', page('', { status: 204, announced: null }), {}, 'reject'],
			['the answer to HEAD', page('', { announced: own.length ?? 0 }), {}, 'inconclusive'],
			['empty, as the protected one', empty, { protectedAnswer: empty }, 'inconclusive'],
			['more than the protected one', front, { protectedAnswer: empty }, 'reject'],
			['without any valid credential', own, { protectedAnswer: null }, 'inconclusive'],
		]);
	});

	describe('by its status', () => {
		const busy = (status: number): Response => page('', { status });
		const missing = page('no such page', { status: 404 });
		check(readProtected, usual, [
			...[400, 401, 403, 404, 421, 495, 501, 302].map(
				(status) => [`${status}`, page('', { status }), {}, 'reject'] as const,
			),
			...[429, 502, 503, 504, 500].map(
				(status) => [`${status}`, busy(status), {}, 'inconclusive'] as const,
			),
			['503 each time', busy(503), { isLastTry: true }, 'reject'],
			['502 each time', busy(502), { isLastTry: true }, 'reject'],
			['504 each time', busy(504), { isLastTry: true }, 'inconclusive'],
			[
				'503 each time at another path',
				busy(503),
				{ isLastTry: true, isOtherPath: true },
				'inconclusive',
			],
			['404, as the valid credential', missing, { protectedAnswer: missing }, 'not-tested'],
			['200 where that gets 404', front, { protectedAnswer: missing }, 'not-tested'],
			['421 where that gets 404', busy(421), { protectedAnswer: missing }, 'reject'],
		]);
	});

	describe('by the rules given', () => {
		check(readProtected, usual, [
			['--reject-if', { ...own, rejectIf: 'match' }, {}, 'reject'],
			['--accept-if does not match', { ...own, acceptIf: 'mismatch' }, {}, 'reject'],
			[
				'--accept-if does not match what a busy target says',
				page('', { status: 503, acceptIf: 'mismatch' }),
				{},
				'inconclusive',
			],
			['--accept-if matches an open page', { ...front, acceptIf: 'match' }, {}, 'reject'],
		]);
		const marked = (body: Response, ...markers: NonNullable<Response['markers']>): Response => ({
			...body,
			markers,
		});
		const known: Known = {
			protectedAnswer: marked(own, 'match', 'mismatch'),
			openAnswers: [marked(forbidden, 'unevaluable', 'unevaluable')],
		};
		check(readProtected, known, [
			['its marker', marked(front, 'match', 'mismatch'), {}, 'accept'],
			['its marker on an error page', marked(forbidden, 'match', 'mismatch'), {}, 'accept'],
			['the marker of another vhost', marked(own, 'mismatch', 'match'), {}, 'reject'],
			['no marker', marked(own, 'mismatch', 'mismatch'), {}, 'reject'],
			['a page that is no JSON', marked(front, 'unevaluable', 'mismatch'), {}, 'inconclusive'],
			['a refusal that is no JSON', marked(forbidden, 'unevaluable', 'mismatch'), {}, 'reject'],
			['503', marked(page('', { status: 503 }), 'mismatch', 'mismatch'), {}, 'inconclusive'],
			[
				'a marker that everybody gets',
				marked(own, 'match', 'mismatch'),
				{ openAnswers: [marked(front, 'match', 'mismatch')] },
				'inconclusive',
			],
			[
				'a refusal beside a marker that everybody gets',
				marked(forbidden, 'mismatch', 'mismatch'),
				{ openAnswers: [marked(front, 'match', 'mismatch')] },
				'reject',
			],
			[
				'a marker that not even the valid credential gets',
				marked(own, 'mismatch', 'mismatch'),
				{ protectedAnswer: marked(own, 'mismatch', 'mismatch') },
				'inconclusive',
			],
			[
				'a marker without any valid credential',
				marked(own, 'match', 'mismatch'),
				{ protectedAnswer: null },
				'accept',
			],
		]);
	});
});

describe('whether an answer is that of another vhost', () => {
	const usual: Known = { protectedAnswer: own, openAnswers: [forbidden, front] };
	const unknown = page('there is no such site here, so have a look at the others');
	check(readOtherVhost, usual, [
		['a page that nobody has shown', page(`payroll of bob ${words(20, 'b')}`), {}, 'accept'],
		['the own page', own, {}, 'inconclusive'],
		['the template of the own page', page(`${template} ${words(20, 'b')}`), {}, 'inconclusive'],
		[
			'the template of the own page, where unknown names get no page',
			page(`${template} ${words(20, 'b')}`),
			{ tellsNames: true },
			'accept',
		],
		['the own page, where unknown names get no page', own, { tellsNames: true }, 'inconclusive'],
		['an open page, where unknown names get no page', front, { tellsNames: true }, 'reject'],
		['exactly an open page', front, {}, 'reject'],
		['almost an open page', page(`${template} welcome to the public`), {}, 'inconclusive'],
		['the open page, which is the own one', own, { openAnswers: [own] }, 'inconclusive'],
		['what any unknown name gets', unknown, { ownAnswers: [unknown] }, 'inconclusive'],
		['nothing', page(''), {}, 'inconclusive'],
		['421', page('', { status: 421 }), {}, 'reject'],
		['302', page('', { status: 302 }), {}, 'reject'],
		['503', page('', { status: 503 }), {}, 'inconclusive'],
		['503 each time', page('', { status: 503 }), { isLastTry: true }, 'reject'],
	]);
	const marked: Known = {
		protectedAnswer: { ...own, markers: ['match', 'mismatch'] },
		openAnswers: [],
	};
	check(readOtherVhost, marked, [
		['the marker of the other one', { ...own, markers: ['mismatch', 'match'] }, {}, 'accept'],
		['the own marker', { ...own, markers: ['match', 'mismatch'] }, {}, 'reject'],
		['no marker', { ...unknown, markers: ['mismatch', 'mismatch'] }, {}, 'reject'],
		[
			'a refusal that is no JSON',
			{ ...forbidden, markers: ['mismatch', 'unevaluable'] },
			{},
			'reject',
		],
		[
			'no marker but the own one is given',
			{ ...own, markers: ['match'] },
			{ protectedAnswer: { ...own, markers: ['match'] } },
			'inconclusive',
		],
		[
			'a marker that this client gets anyway',
			{ ...own, markers: ['match', 'match'] },
			{ ownAnswers: [{ ...unknown, markers: ['mismatch', 'match'] }] },
			'inconclusive',
		],
	]);
});
