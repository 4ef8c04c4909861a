/** Whole runs against scripts as they are in the checkout, where none of their files is there. */
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Run } from '../../../../harness/finding.ts';
import type { LabSettings } from '../../../../harness/lab/lab-settings.ts';
import type { NodeScript } from '../../../../harness/lab/node/node-command.ts';
import { startNode } from '../../../../harness/lab/node/start-node.ts';
import { testLab } from '../../../../harness/lab/open-lab.ts';
import { parseRules } from '../../../../harness/parse-rule.ts';
import { startRun } from '../../../../harness/run.ts';
import { failingIds } from '../../../run-cli.ts';
import { findingOf } from '../../findings-of.ts';
import { runOptions } from '../../lab.ts';

describe('a run in lab node', () => {
	it("is green against a sound script, and shows the server's reason where no alert came", async () => {
		const run = await runLabOf('two-clusters', { script: 'order-service/server.js' });
		expect(run.conclusion).to.equal('conforms');
		const refused = findingOf(run, 'trust/wrong-root-sent', 'TLSv1.3');
		expect(refused).to.include({ outcome: 'conforms', reason: 'SELF_SIGNED_CERT_IN_CHAIN' });
		expect(refused.alert).to.equal(null);
		expect(run.targets[0]).to.include({ url: 'https://localhost:3010/' });
		expect(run.lab).to.deep.equal({
			source: 'node order-service/server.js',
			notes: [
				'not there, so that files of the lab were read instead: order-service/key.pem, order-service/cert.pem, cluster-1-ca/chain.pem',
				'no lab can read the routes of a script: beside / only what --path, --protected and --open name was asked',
			],
		});
	});

	it('finds that everybody gets in, and what the server knew of them', async () => {
		const run = await runLabOf('app-verdict', trusting);
		expect(failingIds(run)).to.deep.equal([
			...['presence/no-certificate', 'trust/wrong-root-sent', 'validity/expired'],
		]);
		const { verdict, reason } = findingOf(run, 'validity/expired', 'TLSv1.3');
		expect({ verdict, reason }).to.deep.equal({ verdict: 'accept', reason: 'CERT_HAS_EXPIRED' });
	});

	it('judges by what the script itself says of its clients', async () => {
		const ruled = await runLabOf('app-verdict', trusting, {
			acceptIf: parseRules('--accept-if', ['json:mTLSValid=true']),
			only: [...few, 'resumption/anonymous-session'],
		});
		expect(ruled.lab?.source).to.equal('node server.ts -- --root-ca root-ca.pem');
		const resumed = findingOf(ruled, 'resumption/anonymous-session', 'TLSv1.3');
		const isFixed = Number(process.versions.node.split('.')[0]) >= 24;
		expect(failingIds(ruled)).to.deep.equal(isFixed ? [] : ['resumption/anonymous-session']);
		if (!isFixed) expect(resumed.reason).to.equal('authorized, without a certificate');
		expect(findingOf(ruled, 'validity/expired', 'TLSv1.3').reason).to.equal('CERT_HAS_EXPIRED');
	});
});

const few = ['control/valid', 'presence', 'trust/wrong-root-sent', 'validity/expired'];
const trusting = { script: 'server.ts', args: ['--root-ca', 'root-ca.pem'] };

async function runLabOf(
	sample: string,
	command: Partial<NodeScript> & Pick<NodeScript, 'script'>,
	changes: Partial<LabSettings> = {},
): Promise<Run> {
	const { signal } = new AbortController();
	const { run } = await testLab({
		start: (ground) => startNode(ground, { args: [], nodeArgs: [], ...command }),
		settings: {
			...runOptions(0),
			...{
				only: few,
				protectedPaths: [],
				identity: null,
				servers: [],
				before: new Map(),
				alsoAsk: new Map(),
			},
			...changes,
		},
		env: { PATH: process.env['PATH'] },
		cwd: fileURLToPath(
			new URL(`../../../../fixtures/endpoints/systems/${sample}`, import.meta.url),
		),
		binary: null,
		startupMs: 20_000,
		signal,
		carryOut: async (options) => (await startRun(options, signal)).run,
	});
	return run;
}
