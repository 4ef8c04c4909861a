import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { createRoot } from '../../../fixtures/pki/issuer.ts';
import { createKeyRing, keyPem } from '../../../fixtures/pki/key-ring.ts';
import { mismatchedKey } from '../../../fixtures/pki/mismatched-key.ts';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import { writeCredentials } from '../../../fixtures/pki/write-credentials.ts';
import { type Attempt, connect, type Credential, present } from '../../../fixtures/attempt.ts';
import { loadMaterials } from '../../../harness/cli/load-materials.ts';
import type { RawOptions } from '../../../harness/cli/option-table.ts';
import { everythingSaid, openWorkshop, type Workshop } from '../../fixtures/pki/openssl.ts';
import { refusal } from './refusal.ts';

const keys = createKeyRing();
const root = createRoot(keys);
const [client, other] = [root.issue(), root.issue()];

describe('the materials of a run', () => {
	let workshop: Workshop;
	before(() => {
		workshop = openWorkshop();
		workshop.write('c.pem', certificatesPem(client.chain));
		workshop.write('c.key', client.key);
		workshop.write('o.pem', certificatesPem(other.chain));
		workshop.write('o.key', other.key);
		workshop.write('both.pem', certificatesPem(other.chain) + other.key);
		workshop.write('ca.pem', certificatesPem([root.certificate]));
		workshop.write('ca.key', keyPem(root.key));
		workshop.write('pass', 's3cret\n');
		const encrypt = ['-topk8', '-passout', 'pass:s3cret', '-in', 'ca.key', '-out', 'OUT'];
		workshop.write('ca-encrypted.key', workshop.openssl('pkcs8', ...encrypt));
		mkdirSync(join(workshop.folder, 'sub'));
		workshop.write('sub/c.pem', certificatesPem(other.chain) + other.key);
	});
	after(() => workshop.close());

	const load = (options: RawOptions, env: Record<string, string> = {}) =>
		loadMaterials(options, { env, cwd: workshop.folder });

	it('are none where nothing is given', async () => {
		const none = { valid: null, clientCa: null, prepared: null, refused: [], identity: null };
		expect(await load({})).to.deep.equal(none);
	});

	it('come from files', async () => {
		const loaded = await load({
			...{ cert: 'c.pem', key: 'c.key', clientCa: 'ca.pem', clientCaKey: 'ca.key' },
			identity: ['cn:me', 'dns:me.test'],
		});
		expect(loaded.valid?.chain).to.deep.equal(client.chain);
		expect(loaded.clientCa?.certificates).to.deep.equal([root.certificate]);
		expect(loaded.identity?.subjectAltName).to.deep.equal([{ dns: 'me.test' }]);
	});

	for (const [pass, env] of [
		['s3cret', {}],
		['@pass', {}],
		['env:CA_PASS', { CA_PASS: 's3cret' }],
	] as const) {
		it(`open an encrypted key with ${pass}`, async () => {
			const options = { clientCa: 'ca.pem', clientCaKey: 'ca-encrypted.key', clientCaPass: pass };
			expect((await load(options, env)).clientCa?.key).to.equal(keyPem(root.key));
		});
	}

	it('match refused credentials with their keys, in whatever order', async () => {
		const { refused } = await load({
			refusedCert: ['c.pem', 'sub/c.pem', 'o.pem'],
			refusedKey: ['o.key', 'c.key'],
		});
		expect(refused.map(({ name }) => name)).to.deep.equal(['c.pem', 'c.pem (2)', 'o.pem']);
		expect(refused.map(({ credential }) => credential.key)).to.deep.equal([
			client.key,
			other.key,
			other.key,
		]);
	});

	const refused: readonly (readonly [RawOptions, RegExp, RegExp])[] = [
		[{ cert: 'none.pem' }, /^--cert none\.pem: no such file$/u, /^looked for \//u],
		[{ cert: 'c.pem/x' }, /^--cert c\.pem\/x: no such file$/u, /^looked for \//u],
		[{ cert: 'sub' }, /^--cert sub: is a directory, a file was expected$/u, /^looked for \//u],
		[{ cert: 'c.pem' }, /^--cert c\.pem: no private key for it$/u, /--key FILE/u],
		[{ cert: 'c.pem', key: 'o.key' }, /^--key o\.key does not fit --cert c\.pem$/u, /another/u],
		[{ key: 'c.key' }, /^--key is given without --cert$/u, /^--cert <file> --key/u],
		[
			{ clientCaKey: 'ca.key' },
			/^--client-ca-key is given without --client-ca$/u,
			/^--client-ca /u,
		],
		[
			{ refusedKey: ['c.key'] },
			/^--refused-key is given without --refused-cert$/u,
			/^--refused-cert /u,
		],
		[{ clientCa: 'c.pem', clientCaKey: 'c.key' }, /^--client-ca c\.pem: not a CA/u, /--cert/u],
		[
			{ clientCa: 'ca.pem', clientCaKey: 'ca-encrypted.key' },
			/^--client-ca-key ca-encrypted\.key: the private key is encrypted$/u,
			/--client-ca-pass/u,
		],
		[
			{ clientCa: 'ca.pem', clientCaKey: 'ca-encrypted.key', clientCaPass: 'env:NOT_SET' },
			/^--client-ca-pass: environment variable NOT_SET is not set$/u,
			/^$/u,
		],
		[{ cert: 'c.pem', pass: '@none' }, /^--pass none: no such file$/u, /^looked for \//u],
		[
			{ refusedCert: ['c.pem'] },
			/^--refused-cert c\.pem: no private key for it$/u,
			/--refused-key/u,
		],
		[
			{ refusedCert: ['c.pem', 'o.pem'], refusedKey: ['c.key', 'ca.key'] },
			/^no --refused-key fits --refused-cert o\.pem$/u,
			/another/u,
		],
		[
			{ refusedCert: ['both.pem'], refusedKey: ['c.key'] },
			/^1 --refused-key for 0 --refused-cert$/u,
			/^$/u,
		],
		[{ identity: ['me'] }, /^--identity: not an identity: "me"$/u, /dns:NAME/u],
		[{ identity: ['dns:bücher.test'] }, /^--identity "dns:bücher\.test": a space or/u, /xn--/u],
		[{ identity: ['dn:hello'] }, /^--identity: not a part of a distinguished name/u, /dn:CN/u],
		[
			{ credentials: 'x', clientCa: 'ca.pem' },
			/^--credentials and --client-ca are both given$/u,
			/leave one out/u,
		],
	];
	for (const [options, message, hint] of refused) {
		it(`refuse ${JSON.stringify(options)}`, async () => {
			const error = await refusal(() => load(options));
			expect(error.message).to.match(message);
			expect(error.hint ?? '').to.match(hint);
		});
	}

	it('refuse a file that may not be read', async function () {
		// Root reads everything.
		if (process.getuid?.() === 0) this.skip();
		chmodSync(workshop.write('locked.pem', ''), 0);
		const { message } = await refusal(() => load({ cert: 'locked.pem' }));
		expect(message).to.equal('--cert locked.pem: permission denied');
	});

	it('never repeat a key that was given in place of a file, nor a pass', async () => {
		const cases: readonly RawOptions[] = [
			{ cert: 'c.pem', key: client.key },
			{ cert: client.key },
			{ cert: 'c.key' },
			{ cert: 'c.key', key: 'c.pem' },
			{ clientCa: 'ca.pem', clientCaKey: 'ca-encrypted.key', clientCaPass: 'wr0ng-pass' },
			{ cert: 'c.pem', key: 'ca.key' },
			{ cert: 'c.pem', key: 'c.key', pass: `@${client.key}` },
		];
		for (const options of cases) {
			const said = everythingSaid(await refusal(() => load(options)));
			for (const line of `${client.key}${keyPem(root.key)}`.split('\n')) {
				if (/^[^-]/u.test(line)) expect(said).not.to.include(line.slice(0, 16));
			}
			expect(said).not.to.include('wr0ng-pass');
		}
	});
});

describe('a directory of credentials', () => {
	let workshop: Workshop;
	let folder: string;
	const genuine = root.subordinate().issue();
	const [certificate = Buffer.alloc(0)] = genuine.chain;
	const bent: Credential = {
		chain: genuine.chain,
		key: mismatchedKey(certificate, keys.ec()) ?? '',
	};
	const attempts: Readonly<Record<string, Attempt>> = {
		'control/issued': present(genuine),
		'possession/other-key': present(bent),
		'resumption/anonymous-session': [connect(), connect({ credential: genuine })],
	};

	beforeEach(async () => {
		workshop = openWorkshop();
		folder = join(workshop.folder, 'pki');
		await writeCredentials(folder, {
			tool: 'test',
			createdAt: new Date(),
			notAfter: new Date('2030-01-01T00:00:00Z'),
			authorities: [],
			variants: Object.entries(attempts).map(([id, attempt]) => ({ id, attempt })),
		});
	});
	afterEach(() => workshop.close());

	const load = (credentials = 'pki') =>
		loadMaterials(
			{ credentials },
			{ env: {}, cwd: workshop.folder, now: new Date('2029-12-31T00:00:00Z') },
		);
	const rewrite = (change: (text: string) => string, name = 'manifest.json'): void => {
		writeFileSync(join(folder, name), change(workshop.read(`pki/${name}`)));
	};

	it('is read as it was written, keys octet for octet', async () => {
		const { prepared } = await load();
		expect(prepared?.notAfter).to.deep.equal(new Date('2030-01-01T00:00:00Z'));
		expect(Object.fromEntries(prepared?.byId ?? [])).to.deep.equal({
			'control/issued': [genuine],
			'possession/other-key': [bent],
			'resumption/anonymous-session': [null, genuine],
		});
	});

	it('is refused when it is expired', async () => {
		rewrite((text) => text.replace('2030-01-01', '2029-01-01'));
		const error = await refusal(() => load());
		expect(error.message).to.equal(
			'--credentials pki: the credentials in it expired on 2029-01-01',
		);
		expect(error.hint).to.match(/run mtls-gauntlet pki pki again/u);
	});

	it('is refused when it is none', async () => {
		mkdirSync(join(workshop.folder, 'empty'));
		const empty = await refusal(() => load('empty'));
		expect(empty.message).to.equal('--credentials empty: no readable manifest.json in it');
		expect((await refusal(() => load('none'))).message).to.match(/none: no such directory$/u);
		rewrite(() => 'hello');
		expect((await refusal(() => load())).message).to.match(/pki\/manifest\.json: not JSON$/u);
	});

	it('is refused when a file leads out of it', async () => {
		rewrite((text) => text.replace('control/issued/key.pem', '../secret.pem'));
		expect((await refusal(() => load())).message).to.match(/not a manifest/u);
		rewrite((text) => text.replace('../secret.pem', 'link.pem'));
		symlinkSync(workshop.write('secret.pem', genuine.key), join(folder, 'link.pem'));
		const error = await refusal(() => load());
		expect(error.message).to.equal('--credentials link.pem: leads out of the directory');
	});

	it('is refused when a file is missing or holds something else', async () => {
		rewrite(() => 'hello', 'control/issued/key.pem');
		const wrong = await refusal(() => load());
		expect(wrong.message).to.equal('--credentials control/issued/key.pem: no private key');
		rewrite((text) => text.replace('control/issued/key.pem', 'gone.pem'));
		expect((await refusal(() => load())).message).to.match(/gone\.pem: no such file$/u);
	});
});
