/** Known deviations, as somebody keeps them who runs the command line. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Endpoint } from '../../fixtures/endpoints/endpoint.ts';
import { startWeakEndpoint } from '../../fixtures/endpoints/weak-endpoint.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { keyPem } from '../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { keys } from '../harness/lab.ts';
import { runCli, temporaryFolder } from '../run-cli.ts';
import { trustingTls, writeGivenFiles } from './given-files.ts';

const folder = temporaryFolder();
after(() => folder.remove());
const { caFlags, cacert } = writeGivenFiles(folder);

describe('--waivers against a weak endpoint', () => {
	let endpoint: Endpoint;
	before(async () => {
		const { key, cert } = trustingTls.credential;
		endpoint = await startWeakEndpoint({ key, cert, ca: trustingTls.clientCa });
	});
	after(() => endpoint.close());

	const only = ['--only', 'validity/expired,validity/inverted,validity/expired-intermediate'];
	const run = (flags: readonly string[], env: Readonly<Record<string, string>> = {}) =>
		runCli(['run', endpoint.url, '--connect-to', `127.0.0.1:${endpoint.port}`, ...only, ...flags], {
			...{ cwd: folder.path(''), env },
		});
	const text = (): string => readFileSync(folder.path('waivers.yaml'), 'utf8');

	it('is written, kept, and no date is ever moved', async () => {
		const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
		const flags = [...caFlags, '--waivers', 'waivers.yaml', '--update-waivers'];
		const first = await run(flags);
		expect(first.stderr).to.match(/^waivers\.yaml: 2 new entries, until .*validity\/inverted/mu);
		expect(first.code, first.stdout).to.equal(0);
		expect(text().match(/- id: validity\/(?:expired|inverted)\n/gu)).to.have.lengthOf(2);
		expect(text()).to.include(`  target: ${endpoint.url}\n  path: /\n`).and.include(day);
		expect(text()).to.not.include('tls:');

		const written = `# by Ann\n${text()}- { id: validity/expired-intermediate, reason: gone, expires: 2099-01-01 }\n`;
		folder.write('waivers.yaml', written.replace(`expires: ${day}`, 'expires: 2026-01-31'));
		// The config names the file, beside itself.
		const config = folder.write('own.yaml', 'waivers: waivers.yaml\n');
		const over = await run([...caFlags, '--update-waivers', '--config', config]);
		expect(over.code).to.equal(1);
		expect(over.stdout).to.match(
			/✗ waiver\/expired {2}entry 1: validity\/expired {2}medium, MUST/u,
		);
		expect(over.stdout).to.not.include('waiver/unused');
		expect(over.stderr).to.include(
			'entry 1 (validity/expired) ended after 2026-01-31 and stays so',
		);
		expect(over.stderr).to.include('entry 3 (validity/expired-intermediate) removed');
		expect(text()).to.include('# by Ann\n').and.include('expires: 2026-01-31');
		expect(text().match(/- id/gu)).to.have.lengthOf(2);

		const kept = text();
		const again = await run([...caFlags, '--update-waivers', '--reporter', 'json=out.json'], {
			MTLS_GAUNTLET_WAIVERS: 'waivers.yaml',
		});
		expect(again.code).to.equal(1);
		expect(text()).to.equal(kept);
		const { waivers, summary } = parseReport(readFileSync(folder.path('out.json'), 'utf8'));
		expect(waivers?.file).to.equal('waivers.yaml');
		expect(waivers?.entries.map(({ waived, expired }) => [waived, expired])).to.deep.equal([
			[0, 2],
			[2, 0],
		]);
		expect(summary).to.include({ waived: 2, inconclusive: 0 });
	});

	it('is not written where the valid control fails, and the run is still reported', async () => {
		const stranger = createRoot(keys);
		const flags = [
			...['--cacert', cacert, '--client-ca'],
			folder.write('other-ca.pem', certificatesPem([stranger.certificate])),
			...['--client-ca-key', folder.write('other-ca.key', keyPem(stranger.key))],
			...['--waivers', 'never.yaml', '--update-waivers'],
		];
		const { code, stdout, stderr } = await run(flags);
		expect(code).to.equal(2);
		expect(stderr).to.match(
			/--update-waivers: nothing was written: control\/valid failed: .*\nhint: /u,
		);
		expect(stdout).to.include('control/valid');
		expect(() => readFileSync(folder.path('never.yaml'))).to.throw('ENOENT');
	});
});
