/** With the lists of `pki --crl` in place, every variant is refused or let in for its own sake. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import pLimit from 'p-limit';
import { CannotBuild } from '../../fixtures/cannot-build.ts';
import { catalogue, findVariant } from '../../fixtures/catalogue.ts';
import { createCrlBundle } from '../../fixtures/pki/crl-bundle.ts';
import { deriveFrom } from '../../fixtures/pki/derived.ts';
import { defaultIdentity } from '../../fixtures/pki/identity.ts';
import { createRoot, type Issuer } from '../../fixtures/pki/issuer.ts';
import { keyPem } from '../../fixtures/pki/key-ring.ts';
import { soundValidity } from '../../fixtures/pki/template.ts';
import type { Attempt } from '../../fixtures/attempt.ts';
import type { Variant } from '../../fixtures/variant.ts';
import { layOutMaterials } from '../../harness/materials.ts';
import { plan, type PlannedProbe, type PlannedVariant } from '../../harness/plan.ts';
import { opensslVerify } from '../fixtures/openssl-verify.ts';
import { describeWithServer } from '../servers/available.ts';
import { keys, noMaterials } from './lab.ts';
import { anywhere } from '../../harness/anywhere.ts';

describeWithServer('openssl', 'a run with --revocation crl', () => {
	const root = createRoot(keys);
	const bundle = createCrlBundle(root, deriveFrom(root.key), soundValidity().notAfter);
	const lists = [bundle.ofCa, ...bundle.ofIntermediates];
	const probes = planWith(root, catalogue).filter((it) => it.kind === 'probe');

	it('sends chains of which OpenSSL says the same with every list as without any', async () => {
		const pool = pLimit(2);
		const said = probes.map((planned) =>
			pool(async () => {
				const attempt = await built(planned);
				if (typeof attempt === 'string') return null;
				const chain = attempt.at(-1)?.credential?.chain ?? [];
				const { id, needs, around } = planned.variant;
				// Ways around a refusal show chains that others show.
				if (chain.length === 0 || needs.includes('crl') || around !== undefined) return null;
				const without = await opensslVerify(chain, [root.certificate]);
				const withLists = await opensslVerify(chain, [root.certificate], lists);
				return withLists === without ? null : `${id}: ${without} without, ${withLists} with`;
			}),
		);
		expect((await Promise.all(said)).filter((it) => it !== null)).to.deep.equal([]);
	});

	it('loses none but those whose CA has a key or a name of its own', async () => {
		const lost: string[] = [];
		for (const planned of probes) {
			const attempt = await built(planned);
			if (typeof attempt === 'string' && attempt.includes('lists')) lost.push(planned.variant.id);
		}
		expect(lost).to.include.members(['control/rsa-2048', 'path/twelve-intermediates']);
		const kept = [
			'control/valid-via-two-intermediates',
			'path/ca-false',
			'path/five-intermediates',
		];
		for (const id of [...kept, 'control/name-constrained', 'path/pathlen-violation']) {
			expect(lost).to.not.include(id);
		}
		expect(lost.length).to.be.below(probes.length / 10);
	});

	it('names the CA that has no list', async () => {
		const id = 'control/rsa-2048';
		const rsa = planWith(root, [variantOf(id)]).find(({ variant }) => variant.id === id);
		if (rsa?.kind !== 'probe') throw new Error('not planned');
		const error = await rsa.attempt(anywhere).catch((it: unknown) => it);
		expect(error).to.be.instanceOf(CannotBuild);
		expect((error as Error).message).to.match(/lists know nothing .*\(CN=variant 0 \w+, O=/u);
	});

	it('gives two CAs of one variant different names and keys', () => {
		const { issuer } = layOutWith(root).have;
		const [one, other] = [issuer?.subordinate(), issuer?.subordinate()];
		expect(one?.name).to.not.deep.equal(other?.name);
		expect(one?.keyIdentifier).to.not.deep.equal(other?.keyIdentifier);
	});
});

describe('the material for revocation lists', () => {
	const root = createRoot(keys);
	const missingOf = (ca: Issuer | null, isListed: boolean): unknown =>
		layOutMaterials(
			{ ...noMaterials, ...(ca === null ? {} : { clientCa: clientCaOf(ca) }) },
			{ keys, isListed },
		).missing.get('crl');

	it('is there only when asked for', () => {
		expect(missingOf(root, true)).to.equal(undefined);
		expect(missingOf(root, false)).to.include({ unlock: '--revocation crl' });
		expect(missingOf(null, false)).to.include({ unlock: '--revocation crl' });
	});

	it('needs a CA that has room for an intermediate and may sign lists', () => {
		expect(missingOf(null, true)).to.include({ unlock: '--client-ca and --client-ca-key' });
		const basicConstraints = { cA: true, pathLenConstraint: 0 };
		const narrow = createRoot(keys, defaultIdentity, { basicConstraints });
		expect(missingOf(narrow, true)).to.deep.equal({
			because: "the CA's own pathLenConstraint leaves room for 0 intermediates",
			unlock: null,
		});
		const mute = createRoot(keys, defaultIdentity, { keyUsage: ['keyCertSign'] });
		expect(missingOf(mute, true)).to.have.property('because').that.contains('no cRLSign');
	});
});

function clientCaOf({ certificate, key }: Issuer): { certificates: Buffer[]; key: string } {
	return { certificates: [certificate], key: keyPem(key) };
}

function layOutWith(root: Issuer): ReturnType<typeof layOutMaterials> {
	const given = { ...noMaterials, clientCa: clientCaOf(root), identity: defaultIdentity };
	return layOutMaterials(given, { keys, verifyDepth: 2, isListed: true });
}

function planWith(root: Issuer, selected: readonly Variant[]): readonly PlannedVariant[] {
	const workshop = layOutWith(root);
	return plan({ selected, workshop, prepared: null, revocation: 'crl' });
}

/** Why not, where these materials do not permit it. */
async function built(planned: PlannedProbe): Promise<Attempt | string> {
	try {
		return await planned.attempt(anywhere);
	} catch (error) {
		if (error instanceof CannotBuild) return error.message;
		throw error;
	}
}

function variantOf(id: string): Variant {
	const found = findVariant(id);
	if (found === undefined) throw new Error(`no variant ${id}`);
	return found;
}
