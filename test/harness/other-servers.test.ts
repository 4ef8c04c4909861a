/** Servers beside nginx, Apache, HAProxy and Node: sound ones are green, what they miss is found. */
import { expect } from 'chai';
import { it } from 'mocha';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import type { Run } from '../../harness/finding.ts';
import type { RunOptions } from '../../harness/options.ts';
import { describeWithServer, type ServerName } from '../servers/available.ts';
import { startCaddy } from '../servers/caddy.ts';
import type { RunningServer } from '../servers/daemon.ts';
import { startGnutls } from '../servers/gnutls.ts';
import { startHitch } from '../servers/hitch.ts';
import { startLighttpd } from '../servers/lighttpd.ts';
import { startStunnel } from '../servers/stunnel.ts';
import type { ServerTls } from '../servers/tls-files.ts';
import { clientRoot, runAgainst, serverCredential } from './lab.ts';

const tls: ServerTls = {
	credential: serverCredential,
	clientCa: certificatesPem([clientRoot.certificate]),
};

green('stunnel4', () => startStunnel(tls));
green('hitch', () => startHitch(tls));
green('lighttpd', () => startLighttpd(tls));
green('caddy', () => startCaddy(tls));

describeWithServer('caddy', 'caddy with mode require', () => {
	it('lets any certificate in, and is found', async () => {
		const run = await measure(() => startCaddy({ ...tls, mode: 'require' }), {
			only: ['presence', 'trust', 'validity'],
		});
		expect(failing(run)).to.include.members(['trust/self-signed', 'validity/expired']);
		expect(failing(run)).to.not.include('presence/no-certificate');
	});
});

describeWithServer('gnutls-serv', 'gnutls-serv', () => {
	it('ignores extended key usage, and is found', async () => {
		const run = await measure(() => startGnutls(tls), {
			only: ['presence', 'trust', 'validity', 'key-usage'],
		});
		expect(run.summary.inconclusive).to.equal(0);
		expect(failing(run)).to.include.members([
			'key-usage/server-auth-only',
			'key-usage/code-signing-only',
		]);
		expect(failing(run)).to.not.include.members(['trust/self-signed', 'validity/expired']);
	});
});

function green(name: ServerName, start: () => Promise<RunningServer>): void {
	describeWithServer(name, name, () => {
		it('in a sound configuration is green', async () => {
			const run = await measure(start, { tls: ['TLSv1.3'] });
			expect(failing(run)).to.deep.equal([]);
			expect(run.conclusion).to.equal('conforms');
			expect(run.findings.filter(({ outcome }) => outcome === 'inconclusive')).to.deep.equal([]);
		});
	});
}

function failing({ findings }: Run): readonly string[] {
	return [...new Set(findings.filter(({ fails }) => fails).map(({ id }) => id))];
}

async function measure(
	start: () => Promise<RunningServer>,
	options: Partial<RunOptions>,
): Promise<Run> {
	const server = await start();
	try {
		return await runAgainst(server.port, options);
	} finally {
		await server.stop();
	}
}
