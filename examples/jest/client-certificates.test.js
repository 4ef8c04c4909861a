import { describe, expect, it } from '@jest/globals';
import { lab } from 'mtls-gauntlet';
import { mtlsMatchers } from 'mtls-gauntlet/jest';

expect.extend(mtlsMatchers);

const { findings } = await lab('node', 'server.js', {
	only: ['presence/no-certificate', 'trust/wrong-root', 'validity/expired'],
});

describe('client certificates', () => {
	for (const finding of findings) {
		it(`${finding.id} ${finding.tls}`, () => expect(finding).toConform());
	}

	it('are told apart by the TLS library, before anything is asked for', () => {
		const expired = findings.find(({ id, tls }) => id === 'validity/expired' && tls === 'TLSv1.2');
		expect(expired).toBeRejected();
		expect(expired).not.toBeAtLayer('http');
		expect(expired).toHaveReason('CERT_HAS_EXPIRED');
	});
});
