import { expect } from 'chai';
import { describe, it } from 'mocha';
import { noSuchVariant } from '../../harness/no-such-variant.ts';

describe('the error for what is no variant', () => {
	const cases: readonly (readonly [string, string, string])[] = [
		['vhost', 'no such variant: vhost', 'vhost is a family: mtls-gauntlet list shows its variants'],
		['vhots', 'no such variant: vhots', 'did you mean vhost?'],
		['route/othercase', 'no such variant: route/othercase', 'did you mean route/other-case?'],
		['x/*', 'no variant matches x/*', 'mtls-gauntlet list shows all of them'],
	];
	for (const [text, message, hint] of cases) {
		it(`helps on from ${text}`, () => {
			expect(noSuchVariant(text)).to.include({ message, hint });
		});
	}
});
