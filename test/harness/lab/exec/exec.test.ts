import { expect } from 'chai';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import { freePort } from '../../../../harness/lab/start/free-port.ts';
import { UsageError } from '../../../../harness/usage-error.ts';
import { serverCredential } from '../../lab.ts';
import { commandFile, type ExecLab, type ExecOrder, openExecLab } from './exec-lab.ts';

const lateServer = [process.execPath, 'late-server.mjs', '{port}', '{cert}', '{key}', '{ca}'];

describe('lab exec', () => {
	const env = { NODE: process.execPath };
	let opened: ExecLab | null = null;

	afterEach(async () => {
		await opened?.close();
		opened = null;
	});

	async function open(command: readonly string[], order?: ExecOrder): Promise<ExecLab> {
		opened = await openExecLab(command, order);
		return opened;
	}

	it('waits for TLS, and not only for a port that is open', async () => {
		const { lab, server, sandbox, run } = await open(lateServer);
		const written = readFileSync(join(sandbox.folder, 'output-1'), 'utf8');
		const { summary } = await run(['control/valid', 'presence/no-certificate', 'trust/wrong-root']);

		expect(written).to.include('connection 5');
		expect(summary).to.include({ deviates: 0, inconclusive: 0, skipped: 0 });
		expect(server).to.include({ url: 'https://localhost/', port: 443, servername: 'localhost' });
		expect(server.connectTo.port).to.not.equal(443);
		expect(lab.files).to.deep.equal([process.execPath, commandFile('late-server.mjs')]);
		expect(lab.notes.join()).to.not.include('certificate of its own');
		expect([lab.ended(), await lab.said()]).to.deep.equal([null, []]);
	});

	it('tells the command where the PKI is', async () => {
		const script = `set -eu
			env | grep ^MTLS_LAB_ | cut -d= -f1 | sort > "$MTLS_LAB_DIR/names"
			printf '%s\\n' "$@" > "$MTLS_LAB_DIR/words"
			exec "$NODE" late-server.mjs "$MTLS_LAB_PORT" "$MTLS_LAB_RSA_CERT" "$MTLS_LAB_RSA_KEY" "$MTLS_LAB_CA"`;
		const words = ['{host}:{port}', '{{.Names}} {{port}}', '${port} {nothing}', '--crl={crl}'];
		const { lab, sandbox, server } = await open(['sh', '-c', script, 'sh', ...words], {
			env,
		});
		const said = (name: string): string => readFileSync(join(sandbox.folder, 'pki', name), 'utf8');

		expect(
			said('names')
				.trim()
				.split('\n')
				.map((it) => it.slice('MTLS_LAB_'.length)),
		).to.deep.equal([
			'CA',
			'CERT',
			'CRL',
			'DIR',
			'HOST',
			'KEY',
			'KEYSTORE',
			'PORT',
			'RSA_CERT',
			'RSA_KEY',
			'SERVER_CA',
			'STOREPASS',
			'TRUSTSTORE',
		]);
		for (const secret of ['server.key', 'server-rsa.key', 'keystore.p12', 'truststore.p12']) {
			expect(statSync(join(sandbox.folder, 'pki', secret)).mode & 0o777, secret).to.equal(0o600);
		}
		expect(said('words').trim().split('\n')).to.deep.equal([
			`127.0.0.1:${server.connectTo.port}`,
			'{{.Names}} {{port}}',
			'${port} {nothing}',
			`--crl=${sandbox.folder}/pki/crl.pem`,
		]);
		expect(server.revocation).to.equal('crl');
		expect(lab.notes).to.deep.equal([]);
	});

	it('says why a command does not serve', async () => {
		const refused = async (command: readonly string[], order: ExecOrder = {}): Promise<string> => {
			const error = await open(command, order).catch((it: unknown) => it);
			expect(error, command.join(' ')).to.be.instanceOf(UsageError);
			const { message, hint } = error as UsageError;
			return `${message} (${hint})`;
		};
		const shell = (script: string): readonly string[] => ['sh', '-c', script];
		const soon = { startupMs: 300 };
		const plain = `require('node:http').createServer().listen(process.env.MTLS_LAB_PORT, '127.0.0.1')`;

		expect(await refused(['no-such-server', '--token', 'abc', '--password=abc'])).to.equal(
			'no-such-server: not found (null)',
		);
		expect(
			await refused([...shell('echo cannot open $MTLS_LAB_KEY; echo bye; exit 3'), '--token=abc']),
		).to.match(
			/ --token=…: ended before it served port \d+ \(exit code 3\): cannot open \$MTLS_LAB_DIR\/server\.key \(null\)$/u,
		);
		expect(await refused(shell('true'))).to.match(/\(exit code 0\) \(run it in the foreground/u);
		expect(await refused(shell('sleep 300'), soon)).to.match(
			/no TLS on port \d+ within 300 ms: nobody listened there \(.* --startup MS/u,
		);
		expect(await refused([process.execPath, '-e', plain], { startupMs: 1500 })).to.include(
			'what it said is no TLS (ERR_SSL_WRONG_VERSION_NUMBER)',
		);
		const taken = createServer().listen(0, '127.0.0.1');
		await once(taken, 'listening');
		const { port } = taken.address() as AddressInfo;
		expect(await refused(shell('true'), { port })).to.include(
			`port ${port} of 127.0.0.1 is in use`,
		);
		await new Promise((resolve) => {
			taken.close(resolve);
		});
		expect(await refused(shell('sleep 300'), { signal: AbortSignal.abort() })).to.include(
			'interrupted',
		);
		expect(await refused([])).to.include('there is no command');
	});

	it('takes what a wrapper left in its group', async () => {
		const start =
			'"$NODE" late-server.mjs "$MTLS_LAB_PORT" "$MTLS_LAB_CERT" "$MTLS_LAB_KEY" "$MTLS_LAB_CA"';
		const inGroup = await open(['sh', '-c', `${start} &`], { env });
		const { port } = inGroup.server.connectTo;

		expect(inGroup.lab.ended()).to.equal(null);
		await inGroup.close();
		expect(await isServed(port)).to.equal(false);
	});

	it('refuses what left its group, and ends it', async function left() {
		// Elsewhere nobody can find it.
		if (process.platform !== 'linux') this.skip();
		const daemon = `require('node:net').createServer((it) => it.destroy()).listen(process.argv[1], '127.0.0.1')`;
		const script = `setsid "$NODE" -e "$DAEMON" "$MTLS_LAB_PORT" & while ! "$NODE" -e "$KNOCK" "$MTLS_LAB_PORT"; do :; done`;
		const knock = `require('node:net').connect(process.argv[1], '127.0.0.1', () => process.exit(0))`;
		const error = await open(['sh', '-c', script], {
			env: { ...env, DAEMON: daemon, KNOCK: knock },
		}).catch((it: unknown) => it);
		expect(error).to.be.instanceOf(UsageError);
		const [, left = ''] = /left its process group and serves port (\d+)/u.exec(String(error)) ?? [];
		expect(left, String(error)).to.not.equal('');
		expect(await isServed(Number(left))).to.equal(false);
	});

	it('tests a server on the port that it has, and says what it does not take from the lab', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'mtls-gauntlet-exec-'));
		const [own, key] = [join(folder, 'own.pem'), join(folder, 'own.key')];
		writeFileSync(own, serverCredential.cert);
		writeFileSync(key, serverCredential.key);
		const port = await freePort();
		const command = [process.execPath, 'late-server.mjs', String(port), own, key, '{ca}'];
		const { lab, server } = await open(command, { port });
		rmSync(folder, { recursive: true });

		expect(server.url).to.equal(`https://localhost:${port}/`);
		expect(server.connectTo.port).to.equal(port);
		expect(lab.notes.join()).to.include('a certificate of its own');
		expect(lab.files).to.include(own);
	});

	it('gives a wrapper the time to take its services down', async () => {
		const { lab, sandbox } = await open(['./like-compose.sh', '{dir}/told', ...lateServer]);
		await lab.stop();

		expect(readFileSync(join(sandbox.folder, 'pki', 'told'), 'utf8')).to.equal('taken down\n');
		expect(lab.ended()).to.equal(null);
	});
});

async function isServed(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	try {
		await once(socket, 'connect');
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}
