import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { readConfigFile } from '../../../harness/cli/config-file.ts';
import { readOptions } from '../../../harness/cli/read-options.ts';
import { createKeyRing, keyPem } from '../../../fixtures/pki/key-ring.ts';
import { everythingSaid, openWorkshop, type Workshop } from '../../fixtures/pki/openssl.ts';
import { refusal } from './refusal.ts';

describe('a config file', () => {
	let workshop: Workshop;
	beforeEach(() => {
		workshop = openWorkshop();
	});
	afterEach(() => workshop.close());

	const read = (named: string | null = null) => readConfigFile(named, workshop.folder);
	const expected = {
		cert: 'client.pem',
		timeout: '5000',
		only: ['trust', 'path/*'],
		tls: ['1.2'],
		iMayTestThis: true,
	};

	it('need not be there', async () => {
		expect(await read()).to.deep.equal({
			...{ path: null, url: null, options: {} },
			...{ targets: [], suites: {} },
		});
	});

	const forms: readonly (readonly [string, string])[] = [
		[
			'json',
			'{"url":"https://a.test","cert":"client.pem","timeout":5000,"only":"trust,path/*","tls":[1.2],"i-may-test-this":true}',
		],
		[
			'yaml',
			'url: https://a.test\ncert: client.pem\ntimeout: 5000\nonly: [trust, path/*]\ntls: 1.2\niMayTestThis: true\n',
		],
		[
			'mjs',
			"export default { url: 'https://a.test', cert: 'client.pem', timeout: 5000, only: ['trust', 'path/*'], tls: ['1.2'], iMayTestThis: true };",
		],
		[
			'mts',
			"const cert: string = 'client.pem';\nexport default { url: 'https://a.test', cert, timeout: 5000, only: ['trust', 'path/*'], tls: 1.2, iMayTestThis: true };",
		],
	];
	for (const [extension, text] of forms) {
		it(`is read as ${extension}`, async () => {
			const path = workshop.write(`mtls-gauntlet.config.${extension}`, text);
			expect(await read()).to.deep.equal({
				...{ path, url: 'https://a.test', options: expected },
				...{ targets: [], suites: {} },
			});
		});
	}

	it('names files relative to itself', async () => {
		mkdirSync(join(workshop.folder, 'conf'));
		const text = {
			cert: 'c.pem',
			refusedCert: ['r.pem'],
			pass: '@pass.txt',
			header: ['Authorization: @token', 'X: @'],
			clientCaPass: 'a:@b',
		};
		workshop.write('conf/ci.json', JSON.stringify(text));
		const at = (name: string): string => join(workshop.folder, 'conf', name);
		expect((await read('conf/ci.json')).options).to.deep.equal({
			cert: at('c.pem'),
			refusedCert: [at('r.pem')],
			pass: `@${at('pass.txt')}`,
			header: [`Authorization: @${at('token')}`, 'X: @'],
			clientCaPass: 'a:@b',
		});
	});

	it('is refused with the nearest name of an unknown option', async () => {
		workshop.write('mtls-gauntlet.config.json', '{"clientCA": "ca.pem"}');
		const error = await refusal(() => read());
		expect(error.message).to.equal(
			'config file mtls-gauntlet.config.json: unknown option "clientCA"',
		);
		expect(error.hint).to.equal('did you mean clientCa?');
	});

	const broken: readonly (readonly [string, string, RegExp])[] = [
		['a.json', '{"strict": "yes"}', /strict: expected true or false$/u],
		['a.json', '{"cert": ["a"]}', /cert: expected text or a number$/u],
		['a.json', '{"only": {"a": 1}}', /only: expected text or a list of texts$/u],
		['a.json', '["cert"]', /expected an object of options$/u],
		['a.json', '{"config": "b.json"}', /unknown option "config"$/u],
		['a.json', '{', /cannot be parsed$/u],
		['a.yaml', 'cert: a\n\tkey: b\n', /cannot be parsed at line 2$/u],
		['a.yaml', 'just text', /expected an object of options$/u],
		['a.mjs', 'export default {', /cannot be loaded: /u],
		['a.mjs', 'export const cert = 1;', /expected an object of options$/u],
		['a.toml', 'cert = 1', /not one of \.json/u],
	];
	for (const [name, text, message] of broken) {
		it(`is refused when ${name} holds ${JSON.stringify(text)}`, async () => {
			workshop.write(name, text);
			expect((await refusal(() => read(name))).message).to.match(message);
		});
	}

	it('is refused when it is missing, and when there are two', async () => {
		expect((await refusal(() => read('none.json'))).message).to.match(
			/none\.json: cannot be read$/u,
		);
		workshop.write('mtls-gauntlet.config.json', '{}');
		workshop.write('mtls-gauntlet.config.yaml', '{}');
		expect((await refusal(() => read())).message).to.match(/^more than one config file/u);
	});

	it('repeats no key that was taken for one', async () => {
		const key = keyPem(createKeyRing().ec());
		const bodies = key.split('\n').filter((line) => /^[^-]/u.test(line));
		for (const name of ['k.pem', 'k.json', 'k.yaml', 'k.mjs']) {
			workshop.write(name, key);
			const said = everythingSaid(await refusal(() => read(name)));
			for (const line of bodies) expect(said, name).not.to.include(line.slice(0, 12));
		}
	});

	it('yields to the environment, and that to the command line', async () => {
		workshop.write(
			'mtls-gauntlet.config.json',
			'{"url":"https://config.test","only":"a","skip":"a","cert":"a","failOn":"high","method":"A"}',
		);
		const env = { MTLS_GAUNTLET_ONLY: 'b', MTLS_GAUNTLET_SKIP: 'b', MTLS_GAUNTLET_CERT: 'b' };
		const context = { env, cwd: workshop.folder };
		const said = await readOptions({ cert: 'c', only: ['c', 'd'], strict: true }, context);
		expect(said.url).to.equal('https://config.test');
		expect(said.options).to.deep.equal({
			only: ['c', 'd'],
			skip: ['b'],
			cert: 'c',
			method: 'A',
			strict: true,
			failOn: 'info',
			strictAlerts: true,
		});
		const url = 'https://env.test';
		const other = { ...context, env: { ...env, MTLS_GAUNTLET_URL: url } };
		expect((await readOptions({}, other)).url).to.equal(url);
		expect((await readOptions({ strict: true, failOn: 'low' }, other)).options.failOn).to.equal(
			'low',
		);
	});
});
