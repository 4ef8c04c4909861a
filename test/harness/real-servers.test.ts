/** The command line against real servers: sound configurations are green, each mistake is found. */
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { keyPem } from '../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { failingIds, type ReportedRun, runForReport, temporaryFolder } from '../run-cli.ts';
import { startApache } from '../servers/apache.ts';
import { describeWithServer } from '../servers/available.ts';
import type { RunningServer } from '../servers/daemon.ts';
import { startHaproxy } from '../servers/haproxy.ts';
import { startNginx } from '../servers/nginx.ts';
import { startNode } from '../servers/node.ts';
import { clientRoot, keys, serverCredential } from './lab.ts';

const folder = temporaryFolder();
after(() => folder.remove());

const tls = {
	credential: serverCredential,
	clientCa: certificatesPem([clientRoot.certificate]),
};
const givenFiles = [
	['--cacert', folder.write('server-ca.pem', serverCredential.ca)],
	['--client-ca', folder.write('client-ca.pem', tls.clientCa)],
	['--client-ca-key', folder.write('client-ca.key', keyPem(clientRoot.key))],
].flat();

const otherTenant = createRoot(keys);
const foreign = otherTenant.issue();
const refusedFiles = [
	['--refused-cert', folder.write('foreign.pem', certificatesPem(foreign.chain))],
	['--refused-key', folder.write('foreign.key', foreign.key)],
].flat();
const appRules = ['--accept-if', 'json:mTLSValid=true', '--reason-from', 'json:reason'];

/** The chain is not verified up to an anchor. */
const untrusted = [
	'path/missing-intermediate',
	'trust/impostor-intermediate',
	'trust/impostor-root',
	'trust/self-signed',
	'trust/self-signed-clone',
	'trust/wrong-root',
	'trust/wrong-root-sent',
];

describeWithServer('nginx', 'nginx', () => {
	green('ssl_verify_client on', () => startNginx({ ...tls, verify: 'on', verifyDepth: 3 }));
	green(
		'optional and 403',
		() => startNginx({ ...tls, verify: 'optional', check: '403', verifyDepth: 3 }),
		['--tls', '1.3'],
	);
	it('names the default verify depth as a limit, and stays green', async () => {
		const { code, run } = await against(
			() => startNginx({ ...tls, verify: 'on' }),
			['--only', 'control,path,constraints'],
		);
		expect(code).to.equal(0);
		expect(run.summary.inconclusive).to.equal(0);
		expect(run.targets[0]?.limits.join('\n')).to.contain('two intermediates');
		const skipped = run.findings.filter(({ outcome }) => outcome === 'skipped');
		expect(skipped.map(({ id }) => id)).to.include.members([
			'control/valid-via-two-intermediates',
			'path/pathlen-violation',
		]);
	});
	red('verification off', () => startNginx({ ...tls, verify: 'off' }), ['presence/no-certificate']);
	red('optional without a check', () => startNginx({ ...tls, verify: 'optional' }), [
		'presence/no-certificate',
	]);
	red('optional_no_ca', () => startNginx({ ...tls, verify: 'optional_no_ca', verifyDepth: 3 }), [
		'presence/no-certificate',
		...untrusted,
	]);
	red(
		'@SECLEVEL=0',
		() => startNginx({ ...tls, verify: 'on', verifyDepth: 3, securityLevelZero: true }),
		[
			'signature/intermediate-md5',
			'signature/intermediate-sha1',
			'signature/md5',
			'signature/sha1',
		],
		{ exactly: true },
	);
	red(
		'one CA too many',
		() =>
			startNginx({
				...tls,
				verify: 'on',
				verifyDepth: 3,
				extraCa: certificatesPem([otherTenant.certificate]),
			}),
		['trust/refused-credential'],
		{ exactly: true, args: refusedFiles },
	);
});

describeWithServer('apache2', 'Apache', () => {
	green(
		'SSLVerifyClient require',
		() => startApache({ ...tls, verifyClient: 'require', verifyDepth: 4 }),
		['--tls', '1.2'],
	);
	it('names the default SSLVerifyDepth as a limit, and stays green', async () => {
		const { code, run } = await against(
			() => startApache({ ...tls, verifyClient: 'require' }),
			['--only', 'control,path,constraints'],
		);
		expect(code).to.equal(0);
		expect(run.targets[0]?.limits.join('\n')).to.match(/one intermediate is .*alert 80/u);
		// Two certificates are refused for their number: that says nothing about who signed.
		const asCa = run.findings.find(({ id }) => id === 'path/end-entity-as-ca');
		expect(asCa).to.include({ outcome: 'skipped', twin: 'control/valid-via-intermediate' });
	});
	red(
		'optional_no_ca',
		() => startApache({ ...tls, verifyClient: 'optional_no_ca', verifyDepth: 4 }),
		['presence/no-certificate', ...untrusted],
	);
});

describeWithServer('haproxy', 'HAProxy', () => {
	green('verify required', () => startHaproxy({ ...tls, verify: 'required' }), ['--tls', '1.3']);
	red(
		'crt-ignore-err all ca-ignore-err all',
		() => startHaproxy({ ...tls, verify: 'ignore-all' }),
		[
			...untrusted,
			'signature/tampered-signature',
			'validity/expired',
			'validity/expired-intermediate',
		],
	);
	red(
		'the same with only ssl_c_err checked',
		() => startHaproxy({ ...tls, verify: 'ignore-all-check-err' }),
		// They are 0 in a resumed session.
		['resumption/untrusted-session', 'trust/wrong-root-sent', 'validity/expired-intermediate'],
	);
});

describe('Node', () => {
	green('rejectUnauthorized', () => startNode({ ...tls, mode: 'reject-unauthorized' }));
	red('rejectUnauthorized: false, unchecked', () => startNode({ ...tls, mode: 'unchecked' }), [
		'presence/no-certificate',
		...untrusted,
		'signature/tampered-signature',
		'validity/expired',
	]);
	it('reads the verdict and the reason of an app that answers 200 to everybody', async () => {
		const { code, run } = await against(
			() => startNode({ ...tls, mode: 'app-json' }),
			[...appRules, ...['--only', 'control,presence,trust,path,validity,resumption,protocol']],
		);
		// Node 20 and 22 authorize whoever resumes an anonymous session (nodejs/node#64584).
		const isFooled = Number(process.versions.node.split('.')[0]) < 24;
		expect(failingIds(run)).to.deep.equal(isFooled ? ['resumption/anonymous-session'] : []);
		expect(code).to.equal(isFooled ? 1 : 0);
		expect(run.summary.inconclusive).to.equal(0);
		const expired = run.findings.find(({ id }) => id === 'validity/expired');
		expect(expired).to.include({ status: 200, reason: 'CERT_HAS_EXPIRED', verdict: 'reject' });
	});
});

function green(
	title: string,
	start: () => Promise<RunningServer>,
	args: readonly string[] = [],
): void {
	it(`${title}: green`, async () => {
		const { code, run, stderr } = await against(start, args);
		expect(failingIds(run)).to.deep.equal([]);
		expect(run.summary.inconclusive).to.equal(0);
		expect(run.conclusion).to.equal('conforms');
		expect(code, stderr).to.equal(0);
	});
}

function red(
	title: string,
	start: () => Promise<RunningServer>,
	ids: readonly string[],
	{ exactly = false, args = [] }: { exactly?: boolean; args?: readonly string[] } = {},
): void {
	it(`${title}: found`, async () => {
		// Both versions are held to the same answers by those that are green.
		const selection = ['--only', 'presence,trust,path,validity,signature,resumption'];
		const { code, run } = await against(start, [...args, ...selection, '--tls', '1.3']);
		if (exactly) expect(failingIds(run)).to.deep.equal([...ids].toSorted());
		else expect(failingIds(run)).to.include.members([...ids]);
		expect(run.summary.inconclusive).to.equal(0);
		expect(code).to.equal(1);
	});
}

async function against(
	start: () => Promise<RunningServer>,
	args: readonly string[] = [],
): Promise<ReportedRun> {
	const server = await start();
	try {
		return await runForReport([server.url, ...givenFiles, ...args]);
	} finally {
		await server.stop();
	}
}
