/** What cannot be used gets one clear line, a hint and exit 2, before a packet leaves. */
import { createPrivateKey } from 'node:crypto';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import pLimit from 'p-limit';
import { defaultIdentity } from '../../fixtures/pki/identity.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { keyPem } from '../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { hoursFrom } from '../../fixtures/pki/template.ts';
import { clientRoot, keys } from '../harness/lab.ts';
import { type CliResult, runCli, temporaryFolder } from '../run-cli.ts';
import { writeGivenFiles } from './given-files.ts';

const folder = temporaryFolder();
after(() => folder.remove());
const given = writeGivenFiles(folder);

// Two at a time; started by the first test that runs, not where the file is loaded.
const inTurn = pLimit(2);
const waiting: (readonly string[])[] = [];
let started: Map<readonly string[], Promise<CliResult>> | null = null;

/** Nobody listens: whoever gets as far as connecting ends with exit 3. */
const url = 'https://localhost:1/';

describe('bad input', () => {
	const { cert, key, clientCa, clientCaKey } = given;
	const issued = clientRoot.issue();
	const expired = { notBefore: hoursFrom(Date.now(), -96), notAfter: hoursFrom(Date.now(), -48) };
	const expiredCa = createRoot(keys, defaultIdentity, { validity: expired });
	const pem = {
		garbage: folder.write('garbage.pem', 'neither PEM nor DER\n'),
		stranger: folder.write('stranger.key', keyPem(createRoot(keys).key)),
		encrypted: folder.write(
			'encrypted.key',
			createPrivateKey(issued.key)
				.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
				.toString(),
		),
		expiredCa: folder.write('expired-ca.pem', certificatesPem([expiredCa.certificate])),
		expiredCaKey: folder.write('expired-ca.key', keyPem(expiredCa.key)),
	};

	describe('files', () => {
		refused('a missing file', [url, '--cert', 'nofile.pem'], /--cert nofile\.pem: no such file/u);
		refused('a folder', [url, '--cacert', '.'], /--cacert \.: is a directory/u);
		refused('no PEM', [url, '--cacert', pem.garbage], /garbage\.pem: no certificate in it/u);
		refused(
			'a key for a certificate',
			[url, '--cert', key],
			/client\.key: holds a private key and no certificate/u,
		);
		refused('a certificate without a key', [url, '--cert', cert], /client\.pem: no private key/u);
		refused(
			'a certificate for a key',
			[url, '--cert', cert, '--key', cert],
			/holds a certificate and no private key/u,
		);
		refused(
			'a key that does not fit',
			[url, '--cert', cert, '--key', pem.stranger],
			/--key \S+stranger\.key does not fit --cert \S+client\.pem/u,
		);
		refused(
			'an encrypted key without pass',
			[url, '--cert', cert, '--key', pem.encrypted],
			/encrypted\.key: the private key is encrypted/u,
		);
		refused(
			'an encrypted key with a wrong pass',
			[url, '--cert', cert, '--key', pem.encrypted, '--pass', 'abracadabra'],
			/the pass does not open the private key/u,
		);
		refused('a key alone', [url, '--key', key], /--key is given without --cert/u);
		refused(
			'a CA that is none',
			[url, '--client-ca', cert, '--client-ca-key', key],
			/--client-ca \S+client\.pem: not a CA/u,
		);
		refused(
			'an expired CA',
			[url, '--client-ca', pem.expiredCa, '--client-ca-key', pem.expiredCaKey],
			/the certificate expired on \d{4}-/u,
		);
		refused(
			'credentials that are none',
			[url, '--credentials', folder.path('')],
			/--credentials .*: no readable \S+ in it/u,
		);
		refused(
			'two sources of credentials',
			[url, '--credentials', '.', '--client-ca', clientCa, '--client-ca-key', clientCaKey],
			/--credentials and --client-ca are both given/u,
		);
		refused(
			'no saved run',
			['report', folder.write('empty.json', '{}')],
			/empty\.json: .*schemaVersion/u,
		);
	});

	describe('the target', () => {
		refused('no URL', [], /no URL to test/u);
		refused('no scheme', ['localhost:8443'], /not a URL: "localhost:8443"/u, /https:\/\//u);
		refused('http', ['http://localhost/'], /not an https URL/u);
		refused('a port too high', ['https://localhost:70000/'], /not a URL/u, /port/u);
		refused('a port of letters', ['https://localhost:https/'], /not a URL/u, /port/u);
		refused('port 0', ['https://localhost:0/'], /port/u);
		refused(
			'a password in the URL',
			['https://me:tell-nobody@localhost/'],
			/the URL holds credentials/u,
		);
		refused(
			'an address that is not loopback',
			['https://192.0.2.1/'],
			/192\.0\.2\.1 is not this machine/u,
			/--i-may-test-this/u,
		);
		refused(
			'a name that is not loopback',
			['https://mtls.example/'],
			/mtls\.example is not this machine/u,
			/--i-may-test-this/u,
		);
		refused(
			'a connection that leaves this machine',
			[url, '--connect-to', '192.0.2.1:443'],
			/192\.0\.2\.1 is not this machine/u,
		);
		refused(
			'a listener that is not on this machine',
			[url, '--listener', 'http://192.0.2.1:8080'],
			/192\.0\.2\.1 is not this machine/u,
			/--i-may-test-this/u,
		);
		refused(
			'a name that nobody has',
			['https://mtls-gauntlet.invalid/', '--i-may-test-this'],
			/the name does not resolve/u,
		);
	});

	describe('options', () => {
		refused('an unknown one', [url, '--cerd', cert], /unknown option '--cerd'/u, /--cert\b/u);
		refused('one without its value', [url, '--cert'], /--cert/u);
		refused('an unknown command', ['explian', 'x', 'y'], /too many arguments|explian/u);
		refused(
			'an unknown id',
			[url, '--only', 'validity/expird'],
			/no such variant: validity\/expird/u,
			/validity\/expired\b/u,
		);
		refused('an unknown id to explain', ['explain', 'trust/wrong-rot'], /no such/u, /wrong-root/u);
		refused('a glob that matches nothing', [url, '--skip', 'nobody/*'], /no variant matches/u);
		refused('nothing left', [url, '--only', 'presence', '--skip', 'presence'], /no variant/u);
		refused('an unknown TLS version', [url, '--tls', '1.1'], /--tls "1\.1": unknown/u, /1\.2/u);
		refused('an unknown severity', [url, '--fail-on', 'hihg'], /unknown severity/u, /high/u);
		refused('an unknown reporter', [url, '--reporter', 'junti=x'], /no such reporter/u, /junit/u);
		refused('a reporter without a file', [url, '--reporter', 'junit'], /no file to write/u);
		refused('no duration', [url, '--timeout', '5s'], /--timeout "5s": expected milliseconds/u);
		refused('no rate', [url, '--rate', 'fast'], /--rate "fast": expected connections/u);
		refused('no header', [url, '--header', 'hello'], /--header number 1: not "Name: value"/u);
		refused('no rule', [url, '--accept-if', 'color:red'], /--accept-if|rule|color/u);
		refused('no kind of vhost', [url, '--vhost', 'a.test=shut'], /--vhost "shut": unknown kind/u);
		refused('no listener', [url, '--listener', 'localhost:80'], /--listener: not a URL/u);
		refused('an open path that is tested', [url, '--open', '/'], /--open \/: is also tested/u);
		refused('no identity', [url, '--identity', 'me'], /--identity/u);
	});

	describe('config file', () => {
		const config = (name: string, text: string): string[] => ['--config', folder.write(name, text)];
		refused('missing', [url, '--config', 'gone.yaml'], /config file gone\.yaml: cannot be read/u);
		refused('broken', [url, ...config('b.json', '{"only": ')], /b\.json: cannot be parsed/u);
		refused(
			'an unknown option',
			[url, ...config('u.yaml', 'clientca: x\n')],
			/unknown option "clientca"/u,
			/clientCa/u,
		);
		refused('a wrong type', [url, ...config('t.json', '{"strict": "yes"}')], /strict: expected/u);
		refused(
			'code that throws',
			[url, ...config('c.mjs', 'throw new Error("first\\nsecond")')],
			/c\.mjs: cannot be loaded: first/u,
		);
	});
});

/** Every case: nothing on stdout, a line that names thing and value, a hint, nothing else. */
function refused(title: string, args: readonly string[], line: RegExp, hint = /./u): void {
	it(title, async () => {
		started ??= new Map(waiting.map((it) => [it, inTurn(() => runCli(it))]));
		const { code, stdout, stderr } = (await started.get(args)) ?? (await runCli(args));
		const lines = stderr.replace(/\n$/u, '').split('\n');
		expect(lines[0], stderr).to.match(/^mtls-gauntlet: /u);
		expect(lines[0]).to.match(line);
		expect(lines[1] ?? 'no hint').to.match(/^hint: /u);
		expect(lines[1]).to.match(hint);
		expect(lines).to.have.lengthOf(2);
		expect(stdout).to.equal('');
		expect(code).to.equal(2);
	});
	waiting.push(args);
}
