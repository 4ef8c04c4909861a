/** `--verify-depth`: CAs at the depth that the target is to allow, and one beyond it. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createRoot, type Issuer } from '../../fixtures/pki/issuer.ts';
import { keyPem } from '../../fixtures/pki/key-ring.ts';
import { layOutMaterials, type Workshop } from '../../harness/materials.ts';
import { describeWithServer } from '../servers/available.ts';
import { startNginx } from '../servers/nginx.ts';
import { findingOf } from './findings-of.ts';
import { keys, noMaterials, runAgainst, serverCredential, serverTls } from './lab.ts';

describe('the materials at --verify-depth', () => {
	for (const depth of [0, 1, 3]) {
		it(`${depth}: that many intermediates are sent, and one more`, () => {
			expect(sentAt(workshop(createRoot(keys), depth))).to.deep.equal([depth, depth + 1]);
		});
	}

	it('an intermediate of the user counts as well', () => {
		const issuer = createRoot(keys).subordinate();
		expect(sentAt(workshop(issuer, 2))).to.deep.equal([2, 3]);
		const { have, missing } = workshop(issuer, 0);
		expect(have).not.to.have.any.keys('atVerifyDepth', 'beyondVerifyDepth');
		expect(missing.get('atVerifyDepth')).to.deep.equal({
			because: 'what the CA issues is under 1 intermediate, and --verify-depth is 0',
			unlock: null,
		});
	});

	it('a pathLenConstraint that ends before it leaves none', () => {
		const basicConstraints = { cA: true, pathLenConstraint: 2 };
		const issuer = createRoot(keys, undefined, { basicConstraints });
		expect(sentAt(workshop(issuer, 1))).to.deep.equal([1, 2]);
		const { missing } = workshop(issuer, 2);
		expect(missing.get('beyondVerifyDepth')?.because).to.contain('leaves room for 2 of the 3 CAs');
	});

	it('nobody said: the option would bring them', () => {
		const { missing } = workshop(createRoot(keys), null);
		expect(missing.get('atVerifyDepth')?.unlock).to.equal('--verify-depth');
		expect(missing.get('beyondVerifyDepth')?.unlock).to.equal('--verify-depth');
	});
});

describeWithServer('nginx', '--verify-depth 2 against nginx', () => {
	const ids = ['path/depth-at-limit', 'path/depth-over-limit'] as const;
	for (const [verifyDepth, outcomes] of [
		[1, ['deviates', 'skipped']],
		[2, ['conforms', 'conforms']],
		[3, ['conforms', 'deviates']],
	] as const) {
		it(`with ssl_verify_depth ${verifyDepth}: ${outcomes.join(', ')}`, async () => {
			const tls = { credential: serverCredential, clientCa: serverTls.ca };
			const server = await startNginx({ ...tls, verify: 'on', verifyDepth });
			try {
				const run = await runAgainst(server.port, { only: ids, verifyDepth: 2, tls: ['TLSv1.3'] });
				expect(ids.map((id) => findingOf(run, id).outcome)).to.deep.equal(outcomes);
				expect(run.summary.inconclusive).to.equal(0);
			} finally {
				await server.stop();
			}
		});
	}
});

function workshop(issuer: Issuer, verifyDepth: number | null): Workshop {
	const clientCa = { certificates: [issuer.certificate], key: keyPem(issuer.key) };
	return layOutMaterials({ ...noMaterials, clientCa }, { keys, verifyDepth });
}

/** How many certificates go out behind the end entity, at the depth and beyond it. */
function sentAt({ have }: Workshop): readonly (number | undefined)[] {
	return [have.atVerifyDepth?.chain.length, have.beyondVerifyDepth?.chain.length];
}
