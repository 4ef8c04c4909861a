import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'mocha';
import type { Finding } from '../../../../harness/finding.ts';
import { describeWithServer } from '../../../servers/available.ts';
import { openExecLab } from './exec-lab.ts';

const few = [
	'control/valid',
	'presence/no-certificate',
	'trust/wrong-root',
	'validity/expired',
	'revocation/end-entity-revoked',
];

/** What the commands come to, in a lab of each. */
async function deviations(command: readonly string[]): Promise<readonly string[]> {
	const { run, close } = await openExecLab(command);
	try {
		const { findings, summary } = await run(few, { tls: ['TLSv1.3'] });
		expect(summary).to.include({ inconclusive: 0 });
		const deviating = findings.filter(({ outcome }: Finding) => outcome === 'deviates');
		return [...new Set(deviating.map(({ id }) => id))];
	} finally {
		await close();
	}
}

describeWithServer('java', 'lab exec: a Java server', () => {
	it('takes its key and whom it trusts from the stores of the lab', async () => {
		const source = new URL('../../../servers/KeyStoreServer.java', import.meta.url);
		const command = [
			'java',
			'-XX:TieredStopAtLevel=1',
			'-Djavax.net.ssl.keyStore={keystore}',
			'-Djavax.net.ssl.keyStorePassword={storepass}',
			'-Djavax.net.ssl.trustStore={truststore}',
			'-Djavax.net.ssl.trustStorePassword={storepass}',
			fileURLToPath(source),
			'{port}',
		];

		expect(await deviations(command)).to.deep.equal([]);
	});
});

describe('lab exec: a Python server', () => {
	const python = spawnSync('python3', ['-c', 'import ssl']).status === 0;

	it('is found to ask, to let in whoever does not answer, and not to look at lists', async function asked() {
		if (!python) this.skip();
		const command = ['python3', 'server.py'];

		expect(await deviations([...command, 'CERT_REQUIRED', '{crl}'])).to.deep.equal([]);
		expect(await deviations([...command, 'CERT_OPTIONAL', '{crl}'])).to.deep.equal([
			'presence/no-certificate',
		]);
		expect(await deviations([...command, 'CERT_REQUIRED', '', '{crl}'])).to.deep.equal([
			'revocation/end-entity-revoked',
		]);
	});
});
