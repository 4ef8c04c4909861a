import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { CertificateSummary } from '../../../harness/observation.ts';
import { compareChain } from '../../../reports/html/chain-marks.ts';

const intermediate = (mark: string): CertificateSummary =>
	certificate(`CN=intermediate ${mark.repeat(6)}`, 'CN=root', mark, 'f0');
const leaf = (mark: string, issuer = `CN=intermediate ${mark.repeat(6)}`): CertificateSummary =>
	certificate('CN=client', issuer, '0a', mark);

describe('chains beside those of their twins', () => {
	it('that lack the intermediate do not differ by its random name and key', () => {
		const certificates = { own: leaf('cd'), twin: leaf('ab'), above: intermediate('ab') };
		const { links, says } = compareChain(['own'], ['twin', 'above'], certificates);
		expect(links.map(({ differs }) => differs)).to.deep.equal([{}]);
		expect(says).to.match(/^The twin sends 2 certificates, this is 1\. No other difference/u);
	});

	it('that lack the intermediate differ by an issuer of another name', () => {
		const certificates = {
			own: leaf('cd', 'CN=root'),
			twin: leaf('ab'),
			above: intermediate('ab'),
		};
		const { links } = compareChain(['own'], ['twin', 'above'], certificates);
		expect(Object.keys(links[0]?.differs ?? {})).to.deep.equal(['issuer']);
	});

	it('of the same length differ by the key of an issuer that neither sends', () => {
		const certificates = { own: leaf('cd', 'CN=root'), twin: leaf('ab', 'CN=root') };
		const { links } = compareChain(['own'], ['twin'], certificates);
		expect(Object.keys(links[0]?.differs ?? {})).to.deep.equal(['authorityKeyIdentifier']);
	});
});

function certificate(
	subject: string,
	issuer: string,
	key: string,
	issuerKey: string,
): CertificateSummary {
	return {
		...{ size: 500, version: 3, serial: '1234', subject, issuer },
		...{ notBefore: '2026-11-20T00:00:00Z', notAfter: '2026-11-24T00:00:00Z' },
		...{ keyAlgorithm: 'EC P-256', signatureAlgorithm: 'ecdsa-with-SHA256' },
		extensions: {
			subjectKeyIdentifier: key.repeat(20),
			authorityKeyIdentifier: issuerKey.repeat(20),
		},
	};
}
