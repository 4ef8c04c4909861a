/** What a report says of certificates, against what OpenSSL reads in them. */
import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ShownCertificates } from '../../../harness/certificates/shown-certificates.ts';
import { summarizeCertificate } from '../../../harness/certificates/summarize-certificate.ts';
import { clientRoot } from '../lab.ts';

const credential = clientRoot.issue();
const [der = Buffer.alloc(0)] = credential.chain;

describe('the summary of a certificate', () => {
	it('says what OpenSSL reads in it', () => {
		const summary = summarizeCertificate(der);
		const oracle = new X509Certificate(der);
		expect(summary.serial).to.equal(oracle.serialNumber.toLowerCase());
		expect(new Date(summary.notBefore ?? '').getTime()).to.equal(Date.parse(oracle.validFrom));
		expect(new Date(summary.notAfter ?? '').getTime()).to.equal(Date.parse(oracle.validTo));
		expect(summary.subject?.split(', ').toReversed().join('\n')).to.equal(oracle.subject);
		expect(summary.issuer?.split(', ').toReversed().join('\n')).to.equal(oracle.issuer);
		expect(summary.extensions['subjectAltName']).to.equal(oracle.subjectAltName);
		expect(summary).to.deep.include({
			...{ size: der.length, version: 3, keyAlgorithm: 'EC P-256' },
			signatureAlgorithm: 'ecdsa-with-SHA256',
		});
		expect(summary).not.to.have.property('unreadable');
	});

	it('shows what a variant bends', () => {
		const bent = clientRoot.issue({
			basicConstraints: { cA: true, pathLenConstraint: 0 },
			extKeyUsage: ['serverAuth', 'codeSigning'],
			keyUsage: ['keyCertSign'],
		});
		expect(summarizeCertificate(bent.chain[0] ?? Buffer.alloc(0)).extensions).to.include({
			basicConstraints: 'critical; CA, pathLen 0',
			extKeyUsage: 'serverAuth, codeSigning',
			keyUsage: 'critical; keyCertSign',
		});
	});

	it('of anything says what can be read, and never throws', () => {
		for (let length = 0; length < der.length; length += 7) {
			expect(summarizeCertificate(der.subarray(0, length)).unreadable).to.be.a('string');
		}
		for (let at = 0; at < der.length; at += 3) {
			const flipped = Buffer.from(der);
			flipped.writeUInt8(flipped.readUInt8(at) ^ 0xff, at);
			expect(summarizeCertificate(flipped).size).to.equal(der.length);
		}
		const followed = summarizeCertificate(Buffer.concat([der, Buffer.alloc(5)]));
		expect(followed.unreadable).to.equal('5 octets follow it');
		expect(followed.subject).to.equal(summarizeCertificate(der).subject);
	});

	it('is bounded, however much a certificate holds', () => {
		const names = Array.from({ length: 2000 }, (_, at) => ({ dns: `${at}.example` }));
		const large = clientRoot.issue({ subjectAltName: names });
		const summary = summarizeCertificate(large.chain[0] ?? Buffer.alloc(0));
		expect(JSON.stringify(summary).length).to.be.below(3000);
	});
});

describe('the certificates that were shown', () => {
	it('say who signed them, and hold no key', () => {
		const root = clientRoot.certificate;
		const other = summaryOf([der, der]);
		const shown = summaryOf([der, root]);
		const sha256 = Object.keys(shown).find((it) => shown[it]?.subject !== shown[it]?.issuer) ?? '';
		const rootSha256 = Object.keys(shown).find((it) => it !== sha256) ?? '';
		expect(shown[sha256]?.signedBy).to.deep.equal([rootSha256]);
		expect(shown[rootSha256]?.signedBy).to.deep.equal([rootSha256]);
		expect(other[sha256]?.signedBy).to.deep.equal([]);
		expect(JSON.stringify(shown)).not.to.contain(credential.key.split('\n')[1]);
	});
});

function summaryOf(chain: readonly Buffer[]): ReturnType<ShownCertificates['summaries']> {
	const shown = new ShownCertificates();
	shown.add([{ credential: { chain, key: credential.key } }]);
	return shown.summaries();
}
