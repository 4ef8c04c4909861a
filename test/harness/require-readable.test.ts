import { expect } from 'chai';
import { describe, it } from 'mocha';
import { CannotBuild } from '../../fixtures/cannot-build.ts';
import { present } from '../../fixtures/variant.ts';
import { requireReadable } from '../../harness/require-readable.ts';
import { clientRoot } from './lab.ts';

describe('requireReadable', () => {
	const { chain, key } = clientRoot.subordinate().issue();

	it('lets pass what OpenSSL reads, and connections without a certificate', () => {
		const attempt = [{ credential: { chain, key } }, { credential: null }] as const;
		expect(requireReadable(attempt)).to.equal(attempt);
	});

	it('says that the runtime cannot present a chain with a certificate that it does not read', () => {
		const cut = chain.map((der, index) => (index === 1 ? der.subarray(0, -1) : der));
		expect(() => requireReadable(present({ chain: cut, key }))).to.throw(
			CannotBuild,
			process.versions.openssl,
		);
	});
});
