import { rootCertificates } from 'node:tls';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createRoot } from '../../../fixtures/pki/issuer.ts';
import { createKeyRing } from '../../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import { loadTrust } from '../../../harness/cli/trust.ts';
import { openWorkshop, type Workshop } from '../../fixtures/pki/openssl.ts';
import { refusal } from './refusal.ts';

describe('trust in the target', () => {
	const keys = createKeyRing();
	const [one, two] = [createRoot(keys).certificate, createRoot(keys).certificate];
	let workshop: Workshop;
	before(() => {
		workshop = openWorkshop();
		workshop.write('one.pem', certificatesPem([one]));
		workshop.write('two.pem', `# comment\n${certificatesPem([two])}`);
		workshop.write('odd.pem', certificatesPem([Buffer.from('0\u0001x'), two]));
		workshop.write('none.pem', 'nothing');
	});
	after(() => workshop.close());

	const load = (cacert: string | null, file: string | null, ...bundles: readonly string[]) =>
		loadTrust({
			cacert,
			env: file === null ? {} : { SSL_CERT_FILE: file },
			cwd: workshop.folder,
			bundles: bundles.map((name) => `${workshop.folder}/${name}`),
		});

	it('is what --cacert names, before everything else', async () => {
		const trust = await load('one.pem', 'two.pem', 'two.pem');
		expect(trust).to.deep.equal({ anchors: [one], source: 'one.pem' });
	});

	it('is what SSL_CERT_FILE names', async () => {
		const trust = await load(null, 'two.pem', 'one.pem');
		expect(trust).to.deep.equal({ anchors: [two], source: 'two.pem (SSL_CERT_FILE)' });
	});

	it('is the first bundle of the platform that there is', async () => {
		const { anchors, source } = await load(
			null,
			null,
			'absent.pem',
			'none.pem',
			'odd.pem',
			'one.pem',
		);
		expect(anchors).to.deep.equal([two]);
		expect(source).to.match(/odd\.pem$/u);
	});

	it("is Node's own where the platform has none", async () => {
		const { anchors, source } = await load(null, '', 'absent.pem');
		expect(anchors).to.have.length(rootCertificates.length);
		expect(source).to.match(/Node/u);
	});

	it('is refused where a named file holds none', async () => {
		expect((await refusal(() => load('none.pem', null))).message).to.match(
			/^--cacert none\.pem: no certificate in it$/u,
		);
		expect((await refusal(() => load('absent.pem', null))).message).to.match(
			/^--cacert absent\.pem: no such file$/u,
		);
		expect((await refusal(() => load('odd.pem', null))).message).to.match(
			/^--cacert odd\.pem: certificate 1 cannot be read$/u,
		);
		expect((await refusal(() => load(null, 'none.pem'))).message).to.match(
			/^SSL_CERT_FILE none\.pem/u,
		);
		expect((await refusal(() => load(null, 'absent.pem'))).message).to.match(/no such file$/u);
	});
});
