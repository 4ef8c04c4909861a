/** What must never leave the process: private keys, passes, header values and cookies. */
import { createPrivateKey, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { keyPem } from '../../fixtures/pki/key-ring.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { clientRoot, keys } from '../harness/lab.ts';
import { startOwn, withServer } from '../harness/own-server.ts';
import { type CliResult, runCli, temporaryFolder } from '../run-cli.ts';
import { writeGivenFiles } from './given-files.ts';

const folder = temporaryFolder();
after(() => folder.remove());
const given = writeGivenFiles(folder);

const bearer = randomBytes(24).toString('hex');
const token = `to"ken-${randomBytes(24).toString('hex')}`;
const pass = `pass-${randomBytes(12).toString('hex')}`;
const cookie = `sid-${randomBytes(12).toString('hex')}`;
const clientKey = readFileSync(given.key, 'utf8');
const encryptedPem = createPrivateKey(clientKey)
	.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: pass })
	.toString();
const encrypted = folder.write('encrypted.key', encryptedPem);
const strangerPem = keyPem(createRoot(keys).key);
const stranger = folder.write('stranger.key', strangerPem);

/** Everything that is nobody's business, and what it is called when it is found. */
const secrets: ReadonlyMap<string, string> = new Map([
	// Half of a header value is too much as well.
	['the value of Authorization', bearer.slice(0, 16)],
	['the end of Authorization', bearer.slice(-16)],
	['the value of X-Token', token.slice(9, 25)],
	['the pass', pass],
	['the cookie', cookie],
	...keyForms('the CA key', keyPem(clientRoot.key)),
	...keyForms('the client key', clientKey),
	...keyForms('the key of somebody else', strangerPem),
	...pemLines('the encrypted key', encryptedPem),
]);

const environment = { TOKEN: token, PASS: pass };
const flags = [
	...given.caFlags,
	...['--cert', given.cert, '--key', encrypted, '--pass', 'env:PASS'],
	...['--header', `Authorization: Bearer ${bearer}`, '--header', 'X-Token: env:TOKEN'],
	...['--accept-if', 'body:/hello[^]*/', '--reason-from', 'body:/(.*)/'],
	...['--only', 'presence', '--only', 'trust', '--only', 'validity/expired'],
];

describe('secrets', () => {
	for (const debug of ['', '1']) {
		const name = debug === '' ? 'a run' : 'a run with DEBUG';

		it(`${name} shows none, though the target repeats all that it was told`, async () => {
			const { heard, said, run } = await runAtEcho({ rejectUnauthorized: true }, debug);
			expect(heard).to.include.members([`Bearer ${bearer}`, token]);
			expect(run.conclusion).to.equal('conforms');
			const reasons = run.findings.map(({ reason }) => reason ?? '').join('\n');
			expect(reasons).to.contain('[redacted]');
			expect(leaksOf(said)).to.deep.equal([]);
		});

		it(`${name} at a weak target shows none beside its deviations`, async () => {
			const { heard, said, run } = await runAtEcho({ rejectUnauthorized: false }, debug, [
				// On the command line itself, and not to be found in the lines that reproduce.
				...['--pass', pass],
			]);
			expect(heard).to.include.members([`Bearer ${bearer}`, token]);
			expect(run.conclusion).to.equal('deviates');
			expect(run.findings.flatMap(({ reproduce }) => reproduce).join('\n')).to.contain('env:PASS');
			expect(leaksOf(said)).to.deep.equal([]);
		});
	}

	const broken: Readonly<Record<string, readonly string[]>> = {
		'a wrong pass': ['--cert', given.cert, '--key', encrypted, '--pass', `not-${pass}`],
		'a pass in an option that is none': ['--cert', given.cert, `--pas=${pass}`],
		'a key that does not fit': ['--cert', given.cert, '--key', stranger],
		'a key in place of a certificate': ['--cert', given.key],
		'a key in place of its file': ['--cert', given.cert, '--key', clientKey],
		'a key in place of a CA': ['--client-ca', given.clientCaKey],
		'a key in place of a pass': [
			...['--cert', given.cert, '--key', encrypted, '--pass', `@${stranger}`],
		],
		'a header that cannot be sent': ['--header', `Authorization: ${bearer}\n`, '--header', bearer],
		'a rule that is none': ['--header', `Authorization: ${bearer}`, '--accept-if', 'nothing'],
	};
	for (const [name, args] of Object.entries(broken)) {
		it(`the error about ${name} shows none`, async () => {
			const results = await Promise.all(
				['', '1'].map((debug) =>
					runCli(['https://localhost:1/', ...args], { env: { DEBUG: debug, ...environment } }),
				),
			);
			for (const { code, stdout, stderr } of results) {
				expect(code).to.equal(2);
				expect(stderr).to.match(/^mtls-gauntlet: /u);
				expect(leaksOf(stdout + stderr)).to.deep.equal([]);
			}
			expect(results.map(({ stderr }) => /^\s+at /mu.test(stderr))).to.deep.equal([false, true]);
		});
	}

	it('pki writes keys for their owner alone, and prints none', async () => {
		const directory = folder.path('pki');
		const result = await runCli(['pki', directory]);
		expect(result.code).to.equal(0);
		const written = readdirSync(directory, { recursive: true, encoding: 'utf8' })
			.map((path) => join(directory, path))
			.filter((path) => statSync(path).isFile() && readFileSync(path, 'utf8').includes('PRIVATE'));
		expect(written).to.have.length.above(50);
		for (const path of written) {
			expect((statSync(path).mode & 0o777).toString(8), path).to.equal('600');
			const forms = new Map(pemLines(path, readFileSync(path, 'utf8')));
			expect(leaksOf(everything(result), forms)).to.deep.equal([]);
		}
	});

	it('pki does not copy the key of the CA that it was given', async () => {
		const directory = folder.path('pki-of-a-ca');
		const args = ['pki', directory, ...given.caFlags.slice(2), '--only', 'trust'];
		const result = await runCli(args);
		expect(result.code, result.stderr).to.equal(0);
		const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
			.map((path) => join(directory, path))
			.filter((path) => statSync(path).isFile());
		const said = [everything(result), ...files.map((path) => readFileSync(path, 'utf8'))];
		expect(leaksOf(said.join('\n'))).to.deep.equal([]);
	});
});

interface Echoed {
	/** The header values that the target got. */
	readonly heard: readonly string[];
	/** Streams and reports in one text. */
	readonly said: string;
	readonly run: ReturnType<typeof parseReport>;
}

async function runAtEcho(
	server: { rejectUnauthorized: boolean },
	debug: string,
	more: readonly string[] = [],
): Promise<Echoed> {
	const heard = new Set<string>();
	const [junit, json] = [folder.path('echo.xml'), folder.path('echo.json')];
	const html = folder.path('echo.html');
	// Where a reason and an excerpt are cut: a half of the secret stands before, a half behind.
	const paths = [0, 200, 1024].flatMap((cut) => ['--path', `/${cut}`]);
	const reports = ['--reporter', `junit=${junit},json=${json},html=${html}`];
	const result = await withServer(startOwn(server, echo(heard)), ({ url }) =>
		runCli([url, ...flags, ...more, ...paths, ...reports], {
			env: { DEBUG: debug, ...environment },
		}),
	);
	const saved = readFileSync(json, 'utf8');
	return {
		heard: [...heard],
		said: [everything(result), saved, ...[junit, html].map((it) => readFileSync(it, 'utf8'))].join(
			'',
		),
		run: parseReport(saved),
	};
}

/** Answers everybody with a cookie and with what it was told. */
function echo(heard: Set<string>): RequestListener {
	return ({ headers, url = '/' }, response) => {
		const { authorization = '', 'x-token': given } = headers;
		heard.add(authorization).add(String(given));
		const start = 'hello '.padEnd(Number(url.slice(1)) - `Bearer ${bearer.slice(16)}`.length, '.');
		response.setHeader('Set-Cookie', `session=${cookie}; HttpOnly`);
		response.end(`${start}${authorization} ${JSON.stringify(headers)}\n`);
	};
}

function everything({ stdout, stderr }: CliResult): string {
	return stdout + stderr;
}

function leaksOf(text: string, of: ReadonlyMap<string, string> = secrets): readonly string[] {
	return [...of].filter(([, secret]) => text.includes(secret)).map(([name]) => name);
}

/** A private key as PEM, and as base64 and hex of its octets and of its scalar. */
function keyForms(name: string, pem: string): readonly (readonly [string, string])[] {
	const key = createPrivateKey(pem);
	const octets = [
		key.export({ type: 'pkcs8', format: 'der' }),
		Buffer.from(String(key.export({ format: 'jwk' }).d), 'base64url'),
	];
	const encodings = ['base64', 'base64url', 'hex'] as const;
	return [
		...pemLines(name, pem),
		...octets.flatMap((it, index) =>
			encodings.map(
				(encoding) => [`${name} (${encoding} ${index})`, it.toString(encoding)] as const,
			),
		),
	];
}

function pemLines(name: string, pem: string): readonly (readonly [string, string])[] {
	const lines = pem.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'));
	expect(lines, name).to.not.deep.equal([]);
	return lines.map((line, index) => [`${name} (line ${index + 1})`, line] as const);
}
