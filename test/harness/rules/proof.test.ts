/** Rule 6. */
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createRoot } from '../../../fixtures/pki/issuer.ts';
import { keyPem } from '../../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import { uncalibrated } from '../../../harness/calibrate.ts';
import { classify } from '../../../harness/classify.ts';
import { exitCode } from '../../../harness/conclude.ts';
import type { ConnectionObservation, Observation } from '../../../harness/observation.ts';
import { findingOf } from '../findings-of.ts';
import { clientRoot, keys, noMaterials, runAgainst } from '../lab.ts';
import { answered, made, once, presented } from '../made-observation.ts';
import { startOwn, withServer } from '../own-server.ts';
import { startRelay } from '../relay.ts';

describe('rule 6: prove that it was sent, and only that', () => {
	it('what the target does not ask for is skipped, and the algorithm named', async () => {
		const narrow = startOwn({ sigalgs: 'ecdsa_secp256r1_sha256:rsa_pss_rsae_sha256' });
		const run = await withServer(narrow, ({ port }) =>
			runAgainst(port, { only: ['algorithm/ed25519', 'algorithm/p-384', 'trust/wrong-root'] }),
		);
		expect(exitCode(run)).to.equal(0);
		for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
			const ed25519 = findingOf(run, 'algorithm/ed25519', tls);
			expect(ed25519).to.include({ outcome: 'skipped', verdict: null });
			expect(ed25519.message).to.contain('offers no signature algorithm').and.contain('(ed25519)');
			expect(ed25519.sent.certificates).to.equal(0);
		}
		const p384 = findingOf(run, 'algorithm/p-384', 'TLSv1.3');
		expect(p384.outcome).to.equal('skipped');
		expect(p384.message).to.contain('ecdsa_secp384r1_sha384');
	});

	it("the client's trust anchors repair no chain", async () => {
		// Client and server certificates come from one root, which the client knows by --cacert.
		const root = createRoot(keys);
		const { chain, key } = root.issue({ subjectAltName: [{ dns: 'localhost' }] });
		const ca = certificatesPem([root.certificate]);
		const run = await withServer(startOwn({ key, cert: certificatesPem(chain), ca }), ({ port }) =>
			runAgainst(port, {
				only: ['path/missing-intermediate', 'control/issued', 'trust/wrong-root'],
				trust: { anchors: [root.certificate], source: 'the tests' },
				materials: {
					...noMaterials,
					clientCa: { certificates: [root.certificate], key: keyPem(root.key) },
				},
			}),
		);
		expect(exitCode(run)).to.equal(0);
		for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
			for (const id of ['path/missing-intermediate', 'control/issued', 'trust/wrong-root']) {
				expect(findingOf(run, id, tls).sent.certificates, id).to.equal(1);
				expect(findingOf(run, id, tls).outcome, id).to.equal('conforms');
			}
			expect(findingOf(run, 'control/valid-via-intermediate', tls).sent.certificates).to.equal(2);
		}
	});

	it('number and SHA-256 of what left are what crossed the wire', async () => {
		const { chain, key } = clientRoot.subordinate().subordinate().issue();
		// RFC 5246 §7.4.2: each certificate behind its length, the list behind its own.
		const list = Buffer.concat(chain.map((der) => Buffer.concat([uint24(der.length), der])));
		const message = Buffer.concat([uint24(list.length), list]);
		await withServer(startOwn(), async (target) => {
			let sent = Buffer.alloc(0);
			const relay = startRelay(target.port, {
				sent(bytes) {
					sent = Buffer.concat([sent, bytes]);
				},
			});
			const run = await withServer(relay, ({ port }) =>
				runAgainst(port, {
					only: ['control/valid'],
					materials: { ...noMaterials, valid: { chain, key } },
				}),
			);
			expect(sent.includes(message), 'the Certificate message of TLS 1.2').to.equal(true);
			for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
				const { sha256: digests, certificates } = findingOf(run, 'control/valid', tls).sent;
				expect(digests).to.deep.equal(chain.map(sha256));
				expect(certificates).to.equal(3);
			}
		});
	});

	const refusal = { ...answered(400), ending: 'response' } as const;
	const withheld = presented({ message: 'empty', sha256: [] });
	const verdictOf = (observation: Observation) => classify(observation, uncalibrated);

	for (const [title, sent] of [
		['withheld although its algorithm was offered', withheld],
		['altered', presented({ sha256: ['02'] })],
		['lengthened', presented({ sha256: ['01', '02'] })],
		['shortened', presented({ intended: ['01', '02'] })],
		['reordered', presented({ sha256: ['02', '01'], intended: ['01', '02'] })],
	] as const) {
		it(`what was ${title} is inconclusive, whatever the answer`, () => {
			for (const connection of [refusal, answered(200), made({ ending: 'close' })]) {
				expect(verdictOf(once({ ...connection, sent })).kind).to.equal('inconclusive');
			}
		});
	}

	it('what was withheld for want of an algorithm was not tested, whatever the answer', () => {
		const sent = presented({ ...withheld, usableSchemes: [0x0807] });
		for (const connection of [refusal, answered(200), made({ ending: 'close' })]) {
			const verdict = verdictOf(once({ ...connection, sent }));
			expect(verdict.kind).to.equal('not-tested');
			expect(verdict.because).to.contain('ed25519');
		}
	});

	it('what was withheld for the signature on the certificate was not tested', () => {
		const sent = presented({ ...withheld, usableSchemes: [0x0403], signedWith: 0x0101 });
		const asking = (certificateSchemes: readonly number[]): ConnectionObservation =>
			made({
				...refusal,
				sent,
				handshake: {
					...refusal.handshake,
					certificateRequest: { caNames: [], signatureSchemes: [0x0403], certificateSchemes },
				},
			});
		const refused = verdictOf(once(asking([0x0401, 0x0403])));
		expect(refused.kind).to.equal('not-tested');
		expect(refused.because).to.contain('rsa_pkcs1_md5');
		// The list has it, and it was withheld all the same: nobody knows why.
		expect(verdictOf(once(asking([0x0101]))).kind).to.equal('inconclusive');
	});
});

function sha256(der: Buffer): string {
	return createHash('sha256').update(der).digest('hex');
}

function uint24(value: number): Buffer {
	return Buffer.from([value >> 16, (value >> 8) & 0xff, value & 0xff]);
}
