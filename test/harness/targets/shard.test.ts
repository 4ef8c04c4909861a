import { expect } from 'chai';
import { describe, it } from 'mocha';
import { catalogue } from '../../../fixtures/catalogue.ts';
import { shardFor, shardSelection } from '../../../harness/targets/shard.ts';

const target = 'https://a.example/';

describe('a shard of a selection', () => {
	it('has each variant once, and every comparison beside the others', () => {
		const parts = [1, 2, 3].map((index) => shardSelection(catalogue, target, { index, count: 3 }));
		const probes = parts.flat().filter(({ kind }) => kind !== 'comparison');
		expect(probes.map(({ id }) => id)).to.have.members(
			catalogue.filter(({ kind }) => kind !== 'comparison').map(({ id }) => id),
		);
		for (const part of parts) {
			expect(part.filter(({ kind }) => kind === 'comparison')).to.have.lengthOf(1);
			// 300 variants in three parts of one hundred: far from that the hash would be a bad one.
			expect(part.length).to.be.within(catalogue.length / 4.5, catalogue.length / 2.2);
		}
	});

	it('keeps what it has when a variant is added, and differs from target to target', () => {
		const without = catalogue.filter((_, at) => at !== 7);
		for (const index of [1, 2, 3]) {
			const all = shardSelection(catalogue, target, { index, count: 3 });
			const fewer = shardSelection(without, target, { index, count: 3 });
			expect(fewer).to.deep.equal(all.filter((it) => it !== catalogue[7]));
		}
		const elsewhere = shardSelection(catalogue, 'https://b.example/', { index: 1, count: 3 });
		expect(elsewhere).not.to.deep.equal(shardSelection(catalogue, target, { index: 1, count: 3 }));
	});

	it('is the same in every version: saved shards are put together by it', () => {
		const ids = ['presence/no-certificate', 'trust/wrong-root', 'validity/expired'];
		expect(ids.map((id) => shardFor(target, id, 5))).to.deep.equal([5, 3, 4]);
	});

	it('of which nothing but a comparison is left is a comparison of nothing', () => {
		const parity = catalogue.filter(({ kind }) => kind === 'comparison');
		const parts = [1, 2].map((index) => shardSelection(parity, target, { index, count: 2 }));
		expect(parts.flat()).to.deep.equal(parity);
	});
});
