import { expect } from 'chai';
import { describe, it } from 'mocha';
import { rawSession } from '../../../harness/probe/raw-session.ts';

describe('rawSession', () => {
	const session = Buffer.from('3082010002010102020304', 'hex');

	it('takes away the name that Node put before it', () => {
		const prefix = Buffer.from('\0nodejs:tls:session:1\0\0\x06a.test', 'latin1');
		expect(rawSession(Buffer.concat([prefix, session]))).to.deep.equal(session);
	});

	it('leaves a bare session as it is', () => {
		expect(rawSession(session)).to.deep.equal(session);
	});
});
