/** What counts as the answer that the valid credential got when it asked so. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Response } from '../../../harness/observation.ts';
import { readFirstAnswer } from '../../../harness/answers/read-first-answer.ts';
import { answered } from '../made-observation.ts';

const known = { protectedAnswer: null, openAnswers: [] };

const page: Partial<Response> = { sketch: [1, 2, 3, 4, 5, 6, 7, 8, 9], length: 40 };
const other: Partial<Response> = { sketch: [11, 12, 13, 14, 15, 16, 17, 18], length: 30 };
const head = (length: string, type = 'text/html'): Partial<Response> => ({
	...{ sketch: [], length: 0 },
	headers: { 'content-length': length, 'content-type': type },
});

const table: readonly (readonly [
	string,
	readonly [first: Partial<Response>, between: Partial<Response>, last: Partial<Response>],
	string,
])[] = [
	['the same page', [page, { status: 404 }, page], 'accept'],
	['another page', [page, { status: 404 }, other], 'reject'],
	['a refusal', [page, { status: 404 }, { status: 403 }], 'reject'],
	['the page that everybody gets', [page, other, other], 'reject'],
	['a page that all three are', [page, page, page], 'not-tested'],
	['a method that is not served', [{ status: 405 }, { status: 405 }, page], 'not-tested'],
	['a target that is busy', [{ status: 503 }, { status: 404 }, page], 'inconclusive'],
	['one that the rules refuse', [{ ...page, acceptIf: 'mismatch' }, other, page], 'not-tested'],
	['the same head', [head('40'), { status: 404 }, head('40')], 'accept'],
	['a head of another length', [head('40'), { status: 404 }, head('39')], 'inconclusive'],
	['a head of another type', [head('40'), { status: 404 }, head('40', 'a/b')], 'reject'],
	['the head that everybody gets', [head('40'), head('39'), head('39')], 'reject'],
	['a head that all three are', [head('40'), head('40'), head('40')], 'not-tested'],
	[
		'a marker that only the first has',
		[
			{ ...page, markers: ['match'] },
			{ status: 404, markers: ['mismatch'] },
			{ ...page, markers: ['mismatch'] },
		],
		'reject',
	],
	[
		'a marker that none has, and the same page',
		[
			{ ...page, markers: ['mismatch'] },
			{ status: 404, markers: ['mismatch'] },
			{ ...page, markers: ['mismatch'] },
		],
		'accept',
	],
	['a head that a rule refuses', [head('40'), {}, { ...head('40'), rejectIf: 'match' }], 'reject'],
];

describe('the answer to the first connection', () => {
	for (const [title, [first, between, last], expected] of table) {
		it(`${title}: ${expected}`, () => {
			const connections = [first, between, last].map((it) => ({
				...answered(200),
				response: responseOf(it),
			}));
			const verdict = readFirstAnswer(connections, known)(responseOf(last));
			expect(verdict.kind, verdict.because).to.equal(expected);
		});
	}

	it("is not everybody's where all is refused but what is asked by that method", () => {
		const connections = [page, page, page].map((it) => ({
			...answered(200),
			response: responseOf(it),
		}));
		const guarded = { protectedAnswer: null, openAnswers: [responseOf({ status: 403 })] };
		expect(readFirstAnswer(connections, guarded)(responseOf(page)).kind).to.equal('accept');
	});

	it('there is none where the first connection was not answered', () => {
		const unanswered = { ...answered(200), response: null };
		const verdict = readFirstAnswer([unanswered, unanswered], known)(responseOf(page));
		expect(verdict.kind).to.equal('not-tested');
	});
});

function responseOf(different: Partial<Response>): Response {
	const { response } = answered(200);
	if (response === null) throw new Error('no response');
	return { ...response, ...different };
}
