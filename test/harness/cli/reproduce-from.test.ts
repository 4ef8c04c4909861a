import { expect } from 'chai';
import { describe, it } from 'mocha';
import { reproduceFrom } from '../../../harness/cli/reproduce-from.ts';

describe('what reproduces a finding', () => {
	it('is pki with the options that name the materials, without a pass that was spelt out', () => {
		const ca = { clientCa: 'ca.pem', clientCaKey: 'ca.key', clientCaPass: 'sesame' };
		const more = { identity: ['dns:a.test', 'cn:a'], verifyDepth: '2' };
		expect(reproduceFrom({ ...ca, ...more })).to.deep.equal({
			kind: 'pki',
			flags: [
				...['--client-ca', 'ca.pem', '--client-ca-key', 'ca.key', '--client-ca-pass', 'env:PASS'],
				...['--identity', 'dns:a.test', '--identity', 'cn:a', '--verify-depth', '2'],
			],
		});
	});

	it('leaves out what names no materials', () => {
		const vhost = ['www.test=open'];
		const more = {
			open: ['/health'],
			protected: ['/'],
			listener: ['http://a:1'],
			marker: ['body:/a/'],
		};
		expect(reproduceFrom({ cert: 'c.p12', vhost, ...more })).to.deep.equal({
			kind: 'pki',
			flags: ['--cert', 'c.p12'],
		});
	});

	it('keeps a pass that is only named', () => {
		expect(reproduceFrom({ cert: 'c.p12', pass: 'env:SESAME' })).to.deep.equal({
			kind: 'pki',
			flags: ['--cert', 'c.p12', '--pass', 'env:SESAME'],
		});
	});

	it('is the directory that pki has written already', () => {
		const given = reproduceFrom({ credentials: 'creds' });
		expect(given).to.deep.equal({ kind: 'directory', path: 'creds' });
	});
});
