/** `pki` with `--verify-depth`, and what it keeps to itself. */
import { createPrivateKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { CannotBuild } from '../../fixtures/cannot-build.ts';
import { catalogue } from '../../fixtures/catalogue.ts';
import { keyPem } from '../../fixtures/pki/key-ring.ts';
import { pemBlocks } from '../../fixtures/pki/pem.ts';
import type { Connection } from '../../fixtures/attempt.ts';
import { testMaterials } from '../fixtures/test-materials.ts';
import { findingOf } from '../harness/findings-of.ts';
import { clientRoot } from '../harness/lab.ts';
import { startOwn, withServer } from '../harness/own-server.ts';
import { runCli, runForReport, temporaryFolder } from '../run-cli.ts';
import { writeGivenFiles } from './given-files.ts';

const folder = temporaryFolder();
after(() => folder.remove());
const given = writeGivenFiles(folder);
const ca = ['--client-ca', given.clientCa, '--client-ca-key', given.clientCaKey];

describe('pki DIR --verify-depth 2', () => {
	const directory = folder.path('deep');
	const only = ['--only', 'control,path/depth*'];

	it('writes chains of that depth and one beyond, which a run presents', async () => {
		const { code, stderr } = await runCli([
			...['pki', directory, ...ca, ...only, '--verify-depth', '2'],
		]);
		expect(code, stderr).to.equal(0);
		const sent = (id: string): number =>
			pemBlocks(readFileSync(join(directory, id, 'fullchain.pem'), 'latin1'), 'CERTIFICATE').length;
		expect(sent('control/at-verify-depth')).to.equal(3);
		expect(sent('path/depth-at-limit')).to.equal(3);
		expect(sent('path/depth-over-limit')).to.equal(4);
		const { run } = await withServer(startOwn(), ({ url }) =>
			runForReport([
				...[url, '--cacert', given.cacert, '--credentials', directory],
				...['--only', 'path/depth*', '--tls', '1.3'],
			]),
		);
		expect(findingOf(run, 'path/depth-at-limit').outcome).to.equal('conforms');
		// Node takes up to a hundred.
		expect(findingOf(run, 'path/depth-over-limit').outcome).to.equal('deviates');
	});

	it('is told what is no depth', async () => {
		const { code, stderr } = await runCli(['pki', directory, ...ca, '--verify-depth', '-1']);
		expect(code).to.equal(2);
		expect(stderr).to.contain('--verify-depth "-1": expected intermediates');
	});
});

describe('the key of --client-ca', () => {
	const directory = folder.path('keys');
	const id = 'trust/anchor-as-end-entity';

	it('is not written down, which is said', async () => {
		const { code, stderr } = await runCli(['pki', directory, ...ca, '--only', 'trust,path']);
		expect(code, stderr).to.equal(0);
		expect(stderr).to.contain(`${id} is left out: the key of --client-ca is not copied\n`);
		const keys = readdirSync(directory, { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('key.pem'))
			.map((file) => createPrivateKey(readFileSync(join(directory, file))));
		expect(keys.some((key) => key.equals(clientRoot.key))).to.equal(false);
		expect(keys).to.have.length.above(20);
	});

	it('is presented all the same, and then no line reproduces it', async () => {
		const { run } = await withServer(startOwn(), ({ url }) =>
			runForReport([url, ...given.caFlags, '--only', id, '--tls', '1.3']),
		);
		const { outcome, sent, reproduce } = findingOf(run, id);
		expect({ outcome, certificates: sent.certificates, reproduce }).to.deep.equal({
			...{ outcome: 'conforms', certificates: 1, reproduce: [] },
		});
	});

	it('is presented by no variant that does not say so', async () => {
		const { materials } = testMaterials();
		const own = keyPem(materials.issuer.key);
		for (const it of catalogue) {
			if (it.kind !== 'probe') continue;
			const attempt = await (async () => it.attempt(materials))().catch(unbuilt);
			const presents = attempt.some(({ credential }) => credential?.key === own);
			expect(presents, it.id).to.equal(it.presentsIssuerKey === true);
		}
	});
});

function unbuilt(error: unknown): readonly Connection[] {
	if (error instanceof CannotBuild) return [];
	throw error;
}
