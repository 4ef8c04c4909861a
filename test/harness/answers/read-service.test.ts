import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readService } from '../../../harness/answers/classify-sought.ts';
import { page } from './made-page.ts';

describe('whether anything is served', () => {
	for (const [status, isLastTry, kind] of [
		[200, false, 'accept'],
		[403, false, 'reject'],
		[421, false, 'reject'],
		[302, false, 'not-tested'],
		[404, false, 'not-tested'],
		[503, false, 'inconclusive'],
		[503, true, 'not-tested'],
	] as const) {
		it(`${status}${isLastTry ? ' each time' : ''}: ${kind}`, () => {
			expect(readService({ isLastTry })(page('', { status })).kind).to.equal(kind);
		});
	}

	it('the rules given refuse a page of a protected place, and only --reject-if one of an open place', () => {
		const denied = page('{"valid":false}', { acceptIf: 'mismatch' });
		const rejected = page('denied', { rejectIf: 'match' });
		expect(readService({})(denied).kind).to.equal('reject');
		expect(readService({ isOpen: true })(denied).kind).to.equal('accept');
		for (const isOpen of [true, false]) {
			expect(readService({ isOpen })(rejected).kind).to.equal('reject');
		}
	});
});
