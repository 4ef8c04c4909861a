import { expect } from 'chai';
import { describe, it } from 'mocha';
import { findVariant } from '../../fixtures/catalogue.ts';
import type { Need, ProbeVariant } from '../../fixtures/variant.ts';
import { emptyHouse, houseMaterials } from '../../harness/house-materials.ts';
import { instancesOf, isAboutSame } from '../../harness/several.ts';

const several = houseMaterials({
	port: 8443,
	vhosts: [
		{ name: 'www.test', kind: 'open' },
		{ name: 'b.test', kind: 'protected' },
		{ name: 'c.test', kind: 'protected' },
	],
	openPaths: ['/public'],
	listeners: [{ name: 'http://h:80', address: { host: '127.0.0.1', port: 80 }, plaintext: true }],
});

describe('materials of which there are several', () => {
	it('name vhosts as Host has them', () => {
		expect(several.openVhost?.[0]?.it.authority).to.equal('www.test:8443');
		const usual = houseMaterials({
			...emptyHouse,
			vhosts: [{ name: 'www.test', kind: 'open' }],
		});
		expect(usual.openVhost?.[0]?.it.authority).to.equal('www.test');
	});

	it('are left out where there are none', () => {
		expect(houseMaterials(emptyHouse)).to.deep.equal({});
		expect(several).to.have.all.keys('openVhost', 'otherVhost', 'openPath', 'plainListener');
	});

	it('plan a variant once for each, named where there is more than one', () => {
		expect(namesOf([])).to.deep.equal([null]);
		expect(namesOf(['openVhost'])).to.deep.equal([null]);
		expect(namesOf(['otherVhost'])).to.deep.equal(['b.test', 'c.test']);
		expect(namesOf(['openVhost', 'otherVhost'])).to.deep.equal(['b.test', 'c.test']);
	});

	it('give each instance its own', () => {
		const made = instancesOf(needing(['otherVhost']), several);
		expect(made.map(({ have }) => have.otherVhost?.name)).to.deep.equal(['b.test', 'c.test']);
	});

	it('match what rests on the same one, or on none', () => {
		expect(isAboutSame({ otherVhost: 'b.test' }, { otherVhost: 'b.test' })).to.equal(true);
		expect(isAboutSame({ otherVhost: 'b.test' }, { otherVhost: 'c.test' })).to.equal(false);
		expect(isAboutSame({}, { otherVhost: 'c.test' })).to.equal(true);
	});
});

function namesOf(needs: readonly Need[]): readonly (string | null)[] {
	return instancesOf(needing(needs), several).map(({ instance }) => instance);
}

function needing(needs: readonly Need[]): ProbeVariant {
	const variant = findVariant('presence/no-certificate');
	if (variant?.kind !== 'probe') throw new Error('no such probe');
	return { ...variant, needs };
}
