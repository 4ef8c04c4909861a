import { expect } from 'chai';
import { describe, it } from 'mocha';
import { didYouMean, nearest } from '../../../harness/cli/nearest.ts';

describe('the nearest word', () => {
	it('is near', () => {
		const ids = ['validity/expired', 'trust/wrong-root', 'trust/self-signed'];
		expect(nearest('validty/expired', ids)).to.equal('validity/expired');
		expect(nearest('TRUST/WRONGROOT', ids)).to.equal('trust/wrong-root');
		expect(nearest('something else', ids)).to.equal(null);
		expect(nearest('x', [])).to.equal(null);
		expect(didYouMean('zzzzzz', ['a', 'b'])).to.equal('known: a, b');
	});
});
