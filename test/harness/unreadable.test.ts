import { expect } from 'chai';
import { describe, it } from 'mocha';
import { present } from '../../fixtures/variant.ts';
import { unreadable } from '../../harness/unreadable.ts';
import { clientRoot } from './lab.ts';
import { made, once } from './made-observation.ts';

describe('a certificate that this OpenSSL does not read', () => {
	const { chain, key } = clientRoot.subordinate().issue();
	const cut = chain.map((der, index) => (index === 1 ? der.subarray(0, -1) : der));
	const local = once(made({ ending: 'local' }));

	it('is not tested, and the version named', () => {
		const verdict = unreadable(present({ chain: cut, key }), local);
		expect(verdict?.kind).to.equal('not-tested');
		expect(verdict?.because).to.contain(process.versions.openssl);
	});

	it('is no reason where it was presented all the same, or is read', () => {
		expect(unreadable(present({ chain: cut, key }), once(made({ ending: 'close' })))).to.equal(
			null,
		);
		const attempt = [{ credential: { chain, key } }, { credential: null }] as const;
		expect(unreadable(attempt, local)).to.equal(null);
	});
});
