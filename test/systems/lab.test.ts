/** Systems 1 to 6 by one command each: no certificate is made before, and no file is written. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Run } from '../../harness/finding.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { findingOf } from '../harness/findings-of.ts';
import { failingIds, runCli } from '../run-cli.ts';
import { labHere } from './lab-here.ts';
import { ofSample } from './start-sample.ts';

const few = ['presence', 'trust/wrong-root-sent', 'resumption/anonymous-session'];

describe('systems 1 to 6 in a lab', () => {
	it('1: Node https is green, and says why it refused', async () => {
		const run = await labHere(ofSample('node-https/server.js'), { only: few, tls: ['1.3'] });
		expect(run.conclusion).to.equal('conforms');
		expect(findingOf(run, 'presence/no-certificate')).to.include({
			verdict: 'reject',
			reason: 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE',
		});
	});

	it("2 and 3: the order service is green, with the server's own word for the wrong root", async () => {
		const { code, run } = await lab('two-clusters/order-service/server.js');
		expect(code).to.equal(0);
		// The client saw a connection that was closed: Node sends no alert.
		expect(findingOf(run, 'trust/wrong-root-sent')).to.include({
			verdict: 'reject',
			layer: 'tcp',
			alert: null,
			reason: 'SELF_SIGNED_CERT_IN_CHAIN',
		});
	});

	it('4: what the application says of a session without a certificate is found', async () => {
		const options = [
			...['--node-option', `--import=${import.meta.resolve('tsx')}`],
			...['--accept-if', 'json:mTLSValid=true', '--reason-from', 'json:reason'],
		];
		const { code, run } = await lab('app-verdict/server.ts', options, ['--root-ca', 'root.pem']);
		// nodejs/node#64584
		const isFooled = Number(process.versions.node.split('.')[0]) < 24;
		expect(failingIds(run)).to.deep.equal(isFooled ? ['resumption/anonymous-session'] : []);
		expect(code).to.equal(isFooled ? 1 : 0);
		expect(findingOf(run, 'trust/wrong-root-sent')).to.include({
			status: 200,
			reason: 'SELF_SIGNED_CERT_IN_CHAIN',
		});
	});

	it('5: Koa is green', async () => {
		const run = await labHere(ofSample('koa/server.js'), { only: few, tls: ['1.3'] });
		expect(run.conclusion).to.equal('conforms');
	});

	it('6: Express is sound whatever the passphrase of the absent key, but for its plain port', async () => {
		const run = await labHere(
			ofSample('express/server.js'),
			{ only: [...few, 'route/plain-http-listener'], tls: ['1.3'] },
			{ KEY_PASSPHRASE: 'of another key', HTTP_PORT: '3200' },
		);
		expect(failingIds(run)).to.deep.equal(['route/plain-http-listener']);
		expect(findingOf(run, 'trust/wrong-root-sent')).to.include({ verdict: 'reject' });
	});
});

interface Tested {
	readonly code: number | null;
	readonly run: Run;
}

/** By the command line, as a user does it. */
async function lab(
	script: string,
	options: readonly string[] = [],
	args: readonly string[] = [],
): Promise<Tested> {
	const told = ['--only', few.join(), '--tls', '1.3', '--reporter', 'json=-', ...options];
	const command = ['lab', 'node', ...told, ofSample(script), '--', ...args];
	const { code, stdout, stderr } = await runCli(command);
	expect(code, stderr).to.be.oneOf([0, 1]);
	return { code, run: parseReport(stdout) };
}
